/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

/**
 * A training example with one positive.
 *
 * @param label what groups queries, or the empty string
 */
record DemoExample(DemoTask task, String query, DemoDocument positive, String label) {}

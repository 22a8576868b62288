/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.classes;

/** A text and the class that it is of. */
record LabelledText(String text, String label) {}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.state;

/** A place in a buffer of a task. */
public record Place(String task, long number) {}

/* SPDX-License-Identifier: Apache-2.0 */
/** A model on many collections and tasks, with what is done kept. */
@NullMarked
package io.freshet.evaluation.suite;

import org.jspecify.annotations.NullMarked;

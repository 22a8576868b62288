/* SPDX-License-Identifier: Apache-2.0 */
/** Classes that come in groups, one after the other: what a model still tells apart at the end. */
@NullMarked
package io.freshet.benchmarks.classes;

import org.jspecify.annotations.NullMarked;

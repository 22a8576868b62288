/* SPDX-License-Identifier: Apache-2.0 */
/** What a model keeps of its first tasks while it learns the next. */
@NullMarked
package io.freshet.benchmarks.forgetting;

import org.jspecify.annotations.NullMarked;

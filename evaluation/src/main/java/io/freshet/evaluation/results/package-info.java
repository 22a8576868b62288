/* SPDX-License-Identifier: Apache-2.0 */
/** Results as files: what is done stays done, in forms that other tools read. */
@NullMarked
package io.freshet.evaluation.results;

import org.jspecify.annotations.NullMarked;

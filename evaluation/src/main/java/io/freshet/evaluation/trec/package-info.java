/* SPDX-License-Identifier: Apache-2.0 */
/** Run and judgment files. */
@NullMarked
package io.freshet.evaluation.trec;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.freshet.evaluation;

import org.jspecify.annotations.NullMarked;

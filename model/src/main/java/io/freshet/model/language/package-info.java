/* SPDX-License-Identifier: Apache-2.0 */
/** Language models at work: how likely they find an answer. */
@NullMarked
package io.freshet.model.language;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/** Low-rank adapters: which layers carry one, how it is merged, and PEFT's folders. */
@NullMarked
package io.freshet.model.adapter;

import org.jspecify.annotations.NullMarked;

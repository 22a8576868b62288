/* SPDX-License-Identifier: Apache-2.0 */
/** Tests that read and run what the build made for users. */
@NullMarked
package io.freshet.distribution;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.freshet.prometheus;

import org.jspecify.annotations.NullMarked;

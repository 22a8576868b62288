/* SPDX-License-Identifier: Apache-2.0 */
/** How options are declared, read, checked and written: what every section has in common. */
@NullMarked
package io.freshet.config.option;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.freshet.embedded;

import org.jspecify.annotations.NullMarked;

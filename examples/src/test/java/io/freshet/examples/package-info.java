/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.freshet.examples;

import org.jspecify.annotations.NullMarked;

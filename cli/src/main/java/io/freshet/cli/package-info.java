/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.freshet.cli;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/** Methods and notes, mined from the sources jars of the libraries that Freshet is built on. */
@NullMarked
package io.freshet.cli.mining;

import org.jspecify.annotations.NullMarked;

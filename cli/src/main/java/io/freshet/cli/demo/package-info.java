/* SPDX-License-Identifier: Apache-2.0 */
/** The demonstration: real data through the whole platform on one machine. */
@NullMarked
package io.freshet.cli.demo;

import org.jspecify.annotations.NullMarked;

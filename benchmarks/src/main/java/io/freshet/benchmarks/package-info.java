/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.freshet.benchmarks;

import org.jspecify.annotations.NullMarked;

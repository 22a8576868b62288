/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.freshet.model;

import org.jspecify.annotations.NullMarked;

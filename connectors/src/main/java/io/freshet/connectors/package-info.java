/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.freshet.connectors;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/** Records in files instead of topics. */
@NullMarked
package io.freshet.connectors.files;

import org.jspecify.annotations.NullMarked;

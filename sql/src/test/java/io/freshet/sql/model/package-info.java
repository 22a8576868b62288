/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.freshet.sql.model;

import org.jspecify.annotations.NullMarked;

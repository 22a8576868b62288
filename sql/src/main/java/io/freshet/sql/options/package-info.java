/* SPDX-License-Identifier: Apache-2.0 */
/** The options of models and tables, and what is said of wrong ones. */
@NullMarked
package io.freshet.sql.options;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/** The report that a run leaves: numbers and a page that stands alone. */
@NullMarked
package io.freshet.cli.report;

import org.jspecify.annotations.NullMarked;

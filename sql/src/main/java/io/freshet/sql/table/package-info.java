/* SPDX-License-Identifier: Apache-2.0 */
/** Tables in OpenSearch: the sink of a changelog, and the search by vectors. */
@NullMarked
package io.freshet.sql.table;

import org.jspecify.annotations.NullMarked;

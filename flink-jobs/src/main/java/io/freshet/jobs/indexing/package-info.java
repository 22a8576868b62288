/* SPDX-License-Identifier: Apache-2.0 */
/** The indexing job: documents to generations. */
@NullMarked
package io.freshet.jobs.indexing;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/** Changes of documents on their way through the job, and the guard of their order. */
@NullMarked
package io.freshet.jobs.indexing.documents;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

/**
 * The vectors of a content.
 *
 * @param content its digest
 * @param vectors of its parts, one of a content that was not cut
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, handed on as it is
record EncodedContent(String content, float[][] vectors) {}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.connectors.Sha256;
import io.freshet.connectors.records.DocumentChange.Upsert;
import java.nio.ByteBuffer;

/**
 * 64 bits of what a document's vector is made of. They are kept in savepoints, so they never
 * change. Two texts of equal hash cost a look into the index and no more: the texts are compared
 * there.
 */
final class TextHash {
  private TextHash() {}

  static long of(Upsert document) {
    return ByteBuffer.wrap(Sha256.start().digest(document.passage().getBytes(UTF_8))).getLong();
  }
}

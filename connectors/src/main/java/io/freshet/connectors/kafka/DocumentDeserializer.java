/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.json.DocumentJson;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.types.DocumentChangeCodec;

/** Reads the topic of documents. */
public final class DocumentDeserializer extends DecodingDeserializer<DocumentChange> {

  /** A deserialiser; it has no settings. */
  public DocumentDeserializer() {
    super(DocumentChangeCodec.INSTANCE);
  }

  @Override
  public Decoded<DocumentChange> decode(RawRecord raw) {
    return DocumentJson.decode(raw);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.json.JudgmentJson;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.types.JudgmentCodec;

/** Reads the topic of judgments. */
public final class JudgmentDeserializer extends DecodingDeserializer<Judgment> {

  /** A deserialiser; it has no settings. */
  public JudgmentDeserializer() {
    super(JudgmentCodec.INSTANCE);
  }

  @Override
  public Decoded<Judgment> decode(RawRecord raw) {
    return JudgmentJson.decode(raw);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.types.TrainingMessageCodec;

/** Reads the topic of training examples and controls. */
public final class TrainingMessageDeserializer extends DecodingDeserializer<TrainingMessage> {

  /** A deserialiser; it has no settings. */
  public TrainingMessageDeserializer() {
    super(TrainingMessageCodec.INSTANCE);
  }

  @Override
  public Decoded<TrainingMessage> decode(RawRecord raw) {
    return TrainingMessageJson.decode(raw);
  }
}

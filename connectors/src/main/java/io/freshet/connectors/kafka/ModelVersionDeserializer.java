/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.json.ModelVersionJson;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.types.ModelVersionCodec;

/** Reads the topic of model versions. */
public final class ModelVersionDeserializer extends DecodingDeserializer<ModelVersion> {

  /** A deserialiser; it has no settings. */
  public ModelVersionDeserializer() {
    super(ModelVersionCodec.INSTANCE);
  }

  @Override
  public Decoded<ModelVersion> decode(RawRecord raw) {
    return ModelVersionJson.decode(raw);
  }
}

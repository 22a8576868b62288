/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.GenerationRecord;
import java.nio.charset.StandardCharsets;

/** Observed states of generations, keyed {@code <index>/observed}. */
public final class GenerationJson {

  private GenerationJson() {}

  /** Understands a record, or says why not; never throws. */
  public static Decoded<GenerationRecord> decode(RawRecord raw) {
    return Json.decode(raw, GenerationJson::generation);
  }

  private static GenerationRecord generation(RawRecord raw) throws Rejection {
    JsonFields fields = Json.object(raw);
    long number = fields.requiredWhole("number");
    if (number != (int) number) {
      throw new Rejection(Reason.OUT_OF_RANGE, "the field 'number' does not fit into 32 bits");
    }
    return new GenerationRecord(
        fields.sayingText("index"),
        (int) number,
        fields.requiredWhole("version_step"),
        fields.sayingText("version_digest"),
        fields.sayingText("state"),
        fields.number("progress", Double.NaN),
        fields.whole("documents", 0),
        fields.whole("changed_at", raw.origin().timestamp()));
  }

  /** The Kafka key: index and kind. */
  public static byte[] key(GenerationRecord generation) {
    return (generation.index() + "/observed").getBytes(StandardCharsets.UTF_8);
  }

  /** The value. */
  public static byte[] encode(GenerationRecord generation) {
    ObjectNode object = Json.newObject();
    object.put("index", generation.index());
    object.put("number", generation.number());
    object.put("version_step", generation.versionStep());
    object.put("version_digest", generation.versionDigest());
    object.put("state", generation.state());
    Json.putNumber(object, "progress", generation.progress());
    object.put("documents", generation.documents());
    object.put("changed_at", generation.changedAt());
    return Json.bytes(object);
  }
}

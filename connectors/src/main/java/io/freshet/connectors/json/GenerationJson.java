/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.DesiredGeneration;
import io.freshet.connectors.records.DesiredGeneration.Wish;
import io.freshet.connectors.records.GenerationMessage;
import io.freshet.connectors.records.GenerationRecord;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Observed states of generations, keyed {@code <index>/observed}, and desired ones, keyed {@code
 * <index>/desired}; the field {@code desired} tells them apart.
 */
public final class GenerationJson {

  private GenerationJson() {}

  /** Understands a record, or says why not; never throws. */
  public static Decoded<GenerationMessage> decode(RawRecord raw) {
    return Json.decode(raw, GenerationJson::message);
  }

  private static GenerationMessage message(RawRecord raw) throws Rejection {
    JsonFields fields = Json.object(raw);
    return fields.has("desired") ? desired(fields, raw) : observed(fields, raw);
  }

  private static GenerationRecord observed(JsonFields fields, RawRecord raw) throws Rejection {
    return new GenerationRecord(
        fields.sayingText("index"),
        fits("number", fields.requiredWhole("number")),
        fields.requiredWhole("version_step"),
        fields.sayingText("version_digest"),
        fields.sayingText("state"),
        fields.number("progress", Double.NaN),
        fields.whole("documents", 0),
        fields.whole("changed_at", raw.origin().timestamp()),
        fields.whole("expected_millis", 0),
        fields.text("reason"));
  }

  private static DesiredGeneration desired(JsonFields fields, RawRecord raw) throws Rejection {
    return new DesiredGeneration(
        fields.sayingText("index"),
        fields.word("desired", Wish.values(), GenerationJson::word),
        rate(fields),
        fields.text("reason"),
        fields.whole("requested_at", raw.origin().timestamp()));
  }

  private static OptionalInt rate(JsonFields fields) throws Rejection {
    if (!fields.has("documents_per_second")) {
      return OptionalInt.empty();
    }
    int rate = fits("documents_per_second", fields.requiredWhole("documents_per_second"));
    if (rate < 0) {
      throw new Rejection(
          Reason.OUT_OF_RANGE,
          "the field 'documents_per_second' is negative; send 0 for no limit, or leave it out");
    }
    return OptionalInt.of(rate);
  }

  private static int fits(String name, long number) throws Rejection {
    if (number != (int) number) {
      throw new Rejection(
          Reason.OUT_OF_RANGE, "the field '%s' does not fit into 32 bits".formatted(name));
    }
    return (int) number;
  }

  private static String word(Wish wish) {
    return wish.name().toLowerCase(Locale.ROOT);
  }

  /** The Kafka key: index and kind. */
  public static byte[] key(GenerationMessage message) {
    String kind = message instanceof GenerationRecord ? "/observed" : "/desired";
    return (message.index() + kind).getBytes(StandardCharsets.UTF_8);
  }

  /** The value. */
  public static byte[] encode(GenerationMessage message) {
    ObjectNode object = Json.newObject();
    object.put("index", message.index());
    if (message instanceof GenerationRecord generation) {
      object.put("number", generation.number());
      object.put("version_step", generation.versionStep());
      object.put("version_digest", generation.versionDigest());
      object.put("state", generation.state());
      Json.putNumber(object, "progress", generation.progress());
      object.put("documents", generation.documents());
      object.put("changed_at", generation.changedAt());
      object.put("expected_millis", generation.expectedMillis());
      object.put("reason", generation.reason());
    } else if (message instanceof DesiredGeneration desired) {
      object.put("desired", word(desired.wish()));
      desired.documentsPerSecond().ifPresent(rate -> object.put("documents_per_second", rate));
      object.put("reason", desired.reason());
      object.put("requested_at", desired.requestedAt());
    }
    return Json.bytes(object);
  }
}

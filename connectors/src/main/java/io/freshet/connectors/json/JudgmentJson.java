/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Judgment;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Judgments. The key is the query's id; a record without value, or with nothing relevant, withdraws
 * the query.
 */
public final class JudgmentJson {

  private JudgmentJson() {}

  /** Understands a record, or says why not; never throws. */
  public static Decoded<Judgment> decode(RawRecord raw) {
    return Json.decode(raw, JudgmentJson::judgment);
  }

  private static Judgment judgment(RawRecord raw) throws Rejection {
    String key = Json.key(raw);
    if (raw.value().isEmpty() && !key.isEmpty()) {
      return new Judgment(key, "", "", Map.of());
    }
    JsonFields fields = Json.object(raw);
    String id = fields.scalar("query_id");
    if (id.isEmpty() && key.isEmpty()) {
      throw fields.missing("query_id", "send the query's id in it, or as the record's key");
    }
    if (!id.isEmpty() && !key.isEmpty() && !id.equals(key)) {
      throw new Rejection(
          Reason.KEY_MISMATCH,
          "the key and the field 'query_id' name different queries; send the same in both");
    }
    if (!fields.has("relevant")) {
      throw fields.missing("relevant", "send an object of document ids and grades");
    }
    Map<String, Integer> relevant = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : fields.members("relevant").entrySet()) {
      String field = "relevant." + member.getKey();
      long grade = JsonFields.wholeOf(field, member.getValue());
      if (grade != (int) grade) {
        throw new Rejection(
            Reason.OUT_OF_RANGE, "the grade '%s' does not fit into 32 bits".formatted(field));
      }
      relevant.put(member.getKey(), (int) grade);
    }
    return new Judgment(
        JsonFields.saying("query_id", id.isEmpty() ? key : id),
        fields.sayingText("task"),
        fields.sayingText("query"),
        relevant);
  }

  /** The Kafka key: the query's id. */
  public static byte[] key(Judgment judgment) {
    return judgment.queryId().getBytes(StandardCharsets.UTF_8);
  }

  /** The value; empty for the tombstone of a query that is withdrawn and not repeated. */
  public static Optional<byte[]> encode(Judgment judgment) {
    if (judgment.query().isEmpty() && judgment.relevant().isEmpty()) {
      return Optional.empty();
    }
    ObjectNode object = Json.newObject();
    object.put("query_id", judgment.queryId());
    object.put("task", judgment.task());
    object.put("query", judgment.query());
    ObjectNode relevant = object.putObject("relevant");
    judgment.relevant().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> relevant.put(entry.getKey(), entry.getValue()));
    return Optional.of(Json.bytes(object));
  }
}

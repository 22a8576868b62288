/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.records.Coordinates;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.StepManifest;
import io.freshet.connectors.records.TaskControl;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Manifests of steps. Losses are texts, as Java writes them: so they keep every bit, and say what
 * is no number.
 */
public final class StepManifestJson {

  private StepManifestJson() {}

  /** Understands a record, or says why not; never throws. */
  public static Decoded<StepManifest> decode(RawRecord raw) {
    return Json.decode(raw, StepManifestJson::manifest);
  }

  private static StepManifest manifest(RawRecord raw) throws Rejection {
    JsonFields fields = Json.object(raw);
    Map<String, Double> losses = new HashMap<>();
    for (Map.Entry<String, String> loss : fields.textsByName("losses").entrySet()) {
      losses.put(loss.getKey(), number("losses." + loss.getKey(), loss.getValue()));
    }
    List<StepManifest.Part> parts = new ArrayList<>();
    for (JsonFields part : objects("parts", fields)) {
      List<String> names = new ArrayList<>();
      for (JsonNode name : part.list("losses")) {
        names.add(JsonFields.textOf("parts.losses", name));
      }
      List<StepManifest.Row> rows = new ArrayList<>();
      for (JsonFields row : objects("rows", part)) {
        rows.add(row(row));
      }
      parts.add(new StepManifest.Part(part.sayingText("task"), names, rows));
    }
    List<TaskControl> changes = new ArrayList<>();
    for (JsonFields change : objects("changes", fields)) {
      changes.add(TrainingMessageJson.control(change, change.sayingText("task")));
    }
    return new StepManifest(
        fields.requiredWhole("step"),
        fields.requiredWhole("updates"),
        losses,
        number("gradient_norm", fields.sayingText("gradient_norm")),
        parts,
        changes);
  }

  private static StepManifest.Row row(JsonFields row) throws Rejection {
    List<Integer> negatives = new ArrayList<>();
    for (JsonNode negative : row.list("neg")) {
      negatives.add((int) JsonFields.wholeOf("neg", negative));
    }
    return new StepManifest.Row(
        new Coordinates(
            (int) row.requiredWhole("partition"),
            row.requiredWhole("offset"),
            digest(row.sayingText("digest"))),
        (int) row.requiredWhole("pos"),
        negatives,
        row.has("fresh"));
  }

  private static List<JsonFields> objects(String name, JsonFields fields) throws Rejection {
    List<JsonFields> objects = new ArrayList<>();
    for (JsonNode element : fields.list(name)) {
      if (!(element instanceof ObjectNode object)) {
        throw JsonFields.wrongType(name, "an object", element);
      }
      objects.add(new JsonFields(object, name + "."));
    }
    return objects;
  }

  private static double number(String field, String text) throws Rejection {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new Rejection(
          Reason.OUT_OF_RANGE, "the field '%s' says '%s'; send a number".formatted(field, text));
    }
  }

  private static long digest(String hex) throws Rejection {
    try {
      return HexFormat.fromHexDigitsToLong(hex);
    } catch (IllegalArgumentException e) {
      throw new Rejection(
          Reason.OUT_OF_RANGE, "the field 'digest' says '%s'; send 16 digits".formatted(hex));
    }
  }

  /** The Kafka key: the index of the step. */
  public static byte[] key(StepManifest manifest) {
    return Long.toString(manifest.step()).getBytes(StandardCharsets.UTF_8);
  }

  /** The value. */
  public static byte[] encode(StepManifest manifest) {
    ObjectNode object = Json.newObject();
    object.put("step", manifest.step());
    object.put("updates", manifest.updates());
    ObjectNode losses = object.putObject("losses");
    new TreeMap<>(manifest.losses()).forEach((task, loss) -> losses.put(task, loss.toString()));
    object.put("gradient_norm", Double.toString(manifest.gradientNorm()));
    ArrayNode parts = object.putArray("parts");
    for (StepManifest.Part part : manifest.parts()) {
      ObjectNode node = parts.addObject();
      node.put("task", part.task());
      part.losses().forEach(node.putArray("losses")::add);
      ArrayNode rows = node.putArray("rows");
      part.rows().forEach(row -> encode(row, rows.addObject()));
    }
    ArrayNode changes = object.putArray("changes");
    manifest.changes().forEach(change -> TrainingMessageJson.encode(change, changes.addObject()));
    return Json.bytes(object);
  }

  private static void encode(StepManifest.Row row, ObjectNode node) {
    node.put("partition", row.at().partition());
    node.put("offset", row.at().offset());
    node.put("digest", HexFormat.of().toHexDigits(row.at().digest()));
    node.put("pos", row.positive());
    row.negatives().forEach(node.putArray("neg")::add);
    if (row.fresh()) {
      node.put("fresh", true);
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.MinedExamples;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Training messages. A FlagEmbedding JSONL row with a {@code task} is an example as it is; a row
 * without one takes the Kafka key for its task. A record with the header {@code freshet-type:
 * control} is a {@link TaskControl}.
 */
public final class TrainingMessageJson {

  /** The header that tells controls from examples. */
  public static final String TYPE_HEADER = "freshet-type";

  /** The header's word for controls. */
  public static final String CONTROL = "control";

  /** The header's word for examples, which may be left out. */
  public static final String EXAMPLE = "example";

  /**
   * The header of mined examples: the first digits of the version that found their negatives. For
   * people and tools that look at a topic; the id says the same.
   */
  public static final String MINED_HEADER = "freshet-mined";

  /** What Kafka gives a record of which no time is known. */
  private static final long NO_TIMESTAMP = -1;

  private TrainingMessageJson() {}

  /** Understands a record, or says why not; never throws. */
  public static Decoded<TrainingMessage> decode(RawRecord raw) {
    return Json.decode(raw, TrainingMessageJson::message);
  }

  private static TrainingMessage message(RawRecord raw) throws Rejection {
    String type = raw.headers().getOrDefault(TYPE_HEADER, EXAMPLE);
    return switch (type) {
      case EXAMPLE -> example(raw);
      case CONTROL -> control(raw);
      default ->
          throw new Rejection(
              Reason.UNKNOWN_TYPE,
              "the header '%s' says '%s'; send '%s', '%s' or no such header"
                  .formatted(TYPE_HEADER, type, EXAMPLE, CONTROL));
    };
  }

  private static String task(RawRecord raw, JsonFields fields) throws Rejection {
    String task = fields.has("task") ? fields.text("task") : Json.key(raw);
    if (task.isEmpty()) {
      throw fields.missing("task", "send the task's name in it, or as the record's key");
    }
    return JsonFields.saying("task", task);
  }

  private static TaskControl control(RawRecord raw) throws Rejection {
    JsonFields fields = Json.object(raw);
    return control(fields, task(raw, fields));
  }

  /** A control record of a task. */
  static TaskControl control(JsonFields fields, String task) throws Rejection {
    TaskControl.Action action = action(fields.text("action"));
    Map<String, String> settings = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : fields.members("settings").entrySet()) {
      String field = "settings." + member.getKey();
      JsonNode value = member.getValue();
      if (!value.isValueNode() || value.isNull()) {
        throw JsonFields.wrongType(field, "a text or a number", value);
      }
      settings.put(member.getKey(), JsonFields.clean(field, value.asText()));
    }
    if (action == TaskControl.Action.SET && settings.isEmpty()) {
      throw fields.missing("settings", "send an object of option keys and new values");
    }
    if (action == TaskControl.Action.REMOVE && !settings.isEmpty()) {
      throw new Rejection(
          Reason.OUT_OF_RANGE, "the field 'settings' has no place in the removal of a task");
    }
    return new TaskControl(task, action, settings);
  }

  /** A control that does not say changes settings. */
  private static TaskControl.Action action(String word) throws Rejection {
    if (word.isEmpty()) {
      return TaskControl.Action.SET;
    }
    for (TaskControl.Action action : TaskControl.Action.values()) {
      if (action.word().equals(word)) {
        return action;
      }
    }
    throw new Rejection(
        Reason.OUT_OF_RANGE,
        "the field 'action' says '%s'; send 'add', 'set' or 'remove'".formatted(word));
  }

  private static TrainingExample example(RawRecord raw) throws Rejection {
    JsonFields fields = Json.object(raw);
    String task = task(raw, fields);
    String query = fields.sayingText("query");
    List<TextItem> positives = items("pos", fields);
    List<TextItem> negatives = items("neg", fields);
    double weight = amount("weight", fields.number("weight", 1.0));
    if (weight < 0) {
      throw new Rejection(Reason.OUT_OF_RANGE, "the field 'weight' is negative; send 0 or more");
    }
    TrainingExample example =
        new TrainingExample(
            fields.scalar("id"),
            task,
            query,
            positives,
            negatives,
            scores("pos_scores", fields, positives),
            scores("neg_scores", fields, negatives),
            fields.scalar("label"),
            fields.text("prompt"),
            fields.text("type"),
            weight,
            fields.whole("timestamp", raw.origin().timestamp()));
    return example.id().isEmpty() ? withId(example, ContentId.of(example)) : example;
  }

  private static TrainingExample withId(TrainingExample e, String id) {
    return new TrainingExample(
        id,
        e.task(),
        e.query(),
        e.positives(),
        e.negatives(),
        e.positiveScores(),
        e.negativeScores(),
        e.label(),
        e.prompt(),
        e.type(),
        e.weight(),
        e.timestamp());
  }

  private static List<TextItem> items(String name, JsonFields fields) throws Rejection {
    List<TextItem> items = new ArrayList<>();
    for (JsonNode element : fields.list(name)) {
      String field = name + "[" + items.size() + "]";
      if (element.isTextual()) {
        items.add(new TextItem("", JsonFields.saying(field, JsonFields.textOf(field, element))));
      } else if (element instanceof ObjectNode object) {
        JsonFields item = new JsonFields(object, field + ".");
        items.add(new TextItem(item.scalar("id"), item.sayingText("text")));
      } else {
        throw JsonFields.wrongType(field, "a text, or an object with 'id' and 'text'", element);
      }
    }
    return items;
  }

  private static List<Double> scores(String name, JsonFields fields, List<TextItem> items)
      throws Rejection {
    List<Double> scores = fields.numbers(name);
    if (!scores.isEmpty() && scores.size() != items.size()) {
      throw new Rejection(
          Reason.LENGTH_MISMATCH,
          "the field '%s' has %d numbers for %d texts; send one a text or none"
              .formatted(name, scores.size(), items.size()));
    }
    for (double score : scores) {
      double unused = amount(name, score);
    }
    return scores;
  }

  private static double amount(String field, double value) throws Rejection {
    if (Math.abs(value) > Limits.AMOUNT) {
      throw new Rejection(
          Reason.OUT_OF_RANGE,
          "the field '%s' holds %s; send numbers from -%s to %3$s"
              .formatted(field, value, Limits.AMOUNT));
    }
    return value;
  }

  /** The Kafka key: the task. */
  public static byte[] key(TrainingMessage message) {
    return message.task().getBytes(StandardCharsets.UTF_8);
  }

  /** The headers a message needs. */
  public static Map<String, String> headers(TrainingMessage message) {
    if (message instanceof TrainingExample example) {
      return MinedExamples.minedBy(example)
          .map(digits -> Map.of(MINED_HEADER, digits))
          .orElseGet(Map::of);
    }
    return Map.of(TYPE_HEADER, CONTROL);
  }

  /** The value; what has its default is left out. */
  public static byte[] encode(TrainingMessage message) {
    ObjectNode object = Json.newObject();
    if (message instanceof TrainingExample example) {
      encode(example, object);
    } else if (message instanceof TaskControl control) {
      encode(control, object);
    }
    return Json.bytes(object);
  }

  /** Writes a control record. */
  static void encode(TaskControl control, ObjectNode object) {
    object.put("task", control.task());
    object.put("action", control.action().word());
    ObjectNode settings = object.putObject("settings");
    control.settings().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> settings.put(entry.getKey(), entry.getValue()));
  }

  private static void encode(TrainingExample example, ObjectNode object) {
    object.put("id", example.id());
    object.put("task", example.task());
    object.put("query", example.query());
    if (!example.positives().isEmpty()) {
      putItems(object.putArray("pos"), example.positives());
    }
    putItems(object.putArray("neg"), example.negatives());
    putScores(object, "pos_scores", example.positiveScores());
    putScores(object, "neg_scores", example.negativeScores());
    putText(object, "label", example.label());
    putText(object, "prompt", example.prompt());
    putText(object, "type", example.type());
    if (example.weight() != 1.0) {
      object.put("weight", example.weight());
    }
    if (example.timestamp() != NO_TIMESTAMP) {
      object.put("timestamp", example.timestamp());
    }
  }

  private static void putItems(ArrayNode array, List<TextItem> items) {
    for (TextItem item : items) {
      if (item.id().isEmpty()) {
        array.add(item.text());
      } else {
        array.addObject().put("id", item.id()).put("text", item.text());
      }
    }
  }

  private static void putScores(ObjectNode object, String name, List<Double> scores) {
    if (!scores.isEmpty()) {
      ArrayNode array = object.putArray(name);
      scores.forEach(array::add);
    }
  }

  private static void putText(ObjectNode object, String name, String text) {
    if (!text.isEmpty()) {
      object.put(name, text);
    }
  }
}

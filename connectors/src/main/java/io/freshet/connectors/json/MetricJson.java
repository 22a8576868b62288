/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.Alarm;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.records.MetricRecord.TaskProgress;
import io.freshet.connectors.records.MetricRecord.TrainingProgress;
import io.freshet.connectors.records.MetricRecord.Value;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Metrics, told apart by the field {@code kind}; NaN stands as null. */
public final class MetricJson {

  private static final String WINDOW = "live-window";
  private static final String PROGRESS = "training-progress";
  private static final String ALARM = "alarm";

  private MetricJson() {}

  /** Understands a record, or says why not; never throws. */
  public static Decoded<MetricRecord> decode(RawRecord raw) {
    return Json.decode(raw, MetricJson::metric);
  }

  private static MetricRecord metric(RawRecord raw) throws Rejection {
    JsonFields fields = Json.object(raw);
    String kind = fields.sayingText("kind");
    return switch (kind) {
      case WINDOW -> window(fields);
      case PROGRESS -> progress(fields);
      case ALARM -> alarm(fields);
      default ->
          throw new Rejection(
              Reason.UNKNOWN_TYPE,
              "the field 'kind' says '%s'; send '%s', '%s' or '%s'"
                  .formatted(kind, WINDOW, PROGRESS, ALARM));
    };
  }

  private static LiveWindow window(JsonFields fields) throws Rejection {
    Map<String, Value> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonFields> entry : fields.objectsByName("values").entrySet()) {
      JsonFields value = entry.getValue();
      values.put(
          entry.getKey(),
          new Value(
              value.number("value", Double.NaN),
              value.number("numerator", Double.NaN),
              value.whole("denominator", 0),
              value.number("low", Double.NaN),
              value.number("high", Double.NaN)));
    }
    return new LiveWindow(
        fields.sayingText("task"),
        fields.requiredWhole("window_start"),
        fields.requiredWhole("window_end"),
        fields.text("generation"),
        fields.text("version"),
        fields.requiredWhole("queries"),
        fields.whole("compared", 0),
        values,
        fields.text("diagnosis"));
  }

  private static Alarm alarm(JsonFields fields) throws Rejection {
    return new Alarm(
        fields.sayingText("task"),
        fields.text("generation"),
        fields.text("version"),
        fields.sayingText("metric"),
        fields.text("detector"),
        fields.number("before", Double.NaN),
        fields.number("after", Double.NaN),
        fields.text("diagnosis"),
        fields.requiredWhole("since"),
        fields.requiredWhole("raised_at"));
  }

  private static TrainingProgress progress(JsonFields fields) throws Rejection {
    Map<String, TaskProgress> tasks = new LinkedHashMap<>();
    for (Map.Entry<String, JsonFields> entry : fields.objectsByName("tasks").entrySet()) {
      JsonFields task = entry.getValue();
      tasks.put(
          entry.getKey(),
          new TaskProgress(
              task.whole("arrived", 0),
              task.whole("dealt", 0),
              task.whole("buffered", 0),
              task.number("expected_share", Double.NaN),
              task.number("actual_share", Double.NaN),
              task.number("loss", Double.NaN),
              task.numbersByName("losses"),
              task.numbersByName("in_batch")));
    }
    return new TrainingProgress(
        fields.requiredWhole("timestamp"),
        fields.requiredWhole("step"),
        fields.requiredWhole("pairs"),
        fields.number("learning_rate", Double.NaN),
        tasks);
  }

  /** The Kafka key: the task, or {@code *} where the record is about all of them. */
  public static byte[] key(MetricRecord metric) {
    String key = "*";
    if (metric instanceof LiveWindow window) {
      key = window.task();
    } else if (metric instanceof Alarm alarm) {
      key = alarm.task();
    }
    return key.getBytes(StandardCharsets.UTF_8);
  }

  /** The value. */
  public static byte[] encode(MetricRecord metric) {
    ObjectNode object = Json.newObject();
    if (metric instanceof LiveWindow window) {
      encode(window, object);
    } else if (metric instanceof TrainingProgress progress) {
      encode(progress, object);
    } else if (metric instanceof Alarm alarm) {
      encode(alarm, object);
    }
    return Json.bytes(object);
  }

  private static void encode(LiveWindow window, ObjectNode object) {
    object.put("kind", WINDOW);
    object.put("task", window.task());
    object.put("window_start", window.windowStart());
    object.put("window_end", window.windowEnd());
    object.put("generation", window.generation());
    object.put("version", window.version());
    object.put("queries", window.queries());
    object.put("compared", window.compared());
    object.put("diagnosis", window.diagnosis());
    ObjectNode values = object.putObject("values");
    new TreeMap<>(window.values())
        .forEach(
            (name, value) -> {
              ObjectNode child = values.putObject(name);
              Json.putNumber(child, "value", value.value());
              Json.putNumber(child, "numerator", value.numerator());
              child.put("denominator", value.denominator());
              Json.putNumber(child, "low", value.low());
              Json.putNumber(child, "high", value.high());
            });
  }

  private static void encode(Alarm alarm, ObjectNode object) {
    object.put("kind", ALARM);
    object.put("task", alarm.task());
    object.put("generation", alarm.generation());
    object.put("version", alarm.version());
    object.put("metric", alarm.metric());
    object.put("detector", alarm.detector());
    Json.putNumber(object, "before", alarm.before());
    Json.putNumber(object, "after", alarm.after());
    object.put("diagnosis", alarm.diagnosis());
    object.put("since", alarm.since());
    object.put("raised_at", alarm.raisedAt());
  }

  private static void encode(TrainingProgress progress, ObjectNode object) {
    object.put("kind", PROGRESS);
    object.put("timestamp", progress.timestamp());
    object.put("step", progress.step());
    object.put("pairs", progress.pairs());
    Json.putNumber(object, "learning_rate", progress.learningRate());
    ObjectNode tasks = object.putObject("tasks");
    new TreeMap<>(progress.tasks())
        .forEach(
            (name, task) -> {
              ObjectNode child = tasks.putObject(name);
              child.put("arrived", task.arrived());
              child.put("dealt", task.dealt());
              child.put("buffered", task.buffered());
              Json.putNumber(child, "expected_share", task.expectedShare());
              Json.putNumber(child, "actual_share", task.actualShare());
              Json.putNumber(child, "loss", task.loss());
              Json.putNumbers(child, "losses", task.losses());
              Json.putNumbers(child, "in_batch", task.inBatch());
            });
  }
}

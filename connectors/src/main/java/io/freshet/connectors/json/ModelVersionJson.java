/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.TaskFinding;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Model versions: {@code <name>/candidate} by the trainer, {@code <name>/decision} by the gate,
 * {@code <name>/command} by a person.
 */
public final class ModelVersionJson {

  private static final String CANDIDATE = "candidate";
  private static final String DECISION = "decision";
  private static final String COMMAND = "command";
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{8,128}");

  private ModelVersionJson() {}

  /** Understands a record, or says why not; never throws. */
  public static Decoded<ModelVersion> decode(RawRecord raw) {
    return Json.decode(raw, ModelVersionJson::version);
  }

  private static ModelVersion version(RawRecord raw) throws Rejection {
    String key = Json.key(raw);
    JsonFields fields = Json.object(raw);
    String kind = key.isEmpty() ? fields.text("kind") : key.substring(key.lastIndexOf('/') + 1);
    ModelVersion version =
        switch (kind) {
          case CANDIDATE ->
              new ModelVersion.Candidate(
                  step(fields),
                  digest(fields),
                  fields.sayingText("uri"),
                  fields.text("parent"),
                  fields.numbersByName("metrics"),
                  fields.whole("created_at", raw.origin().timestamp()));
          case DECISION ->
              new ModelVersion.Decision(
                  step(fields),
                  digest(fields),
                  fields.sayingText("uri"),
                  fields.word("state", ModelVersion.Verdict.values(), Enum::name),
                  fields.text("ground").isEmpty()
                      ? ModelVersion.Ground.PROBES
                      : fields.word("ground", ModelVersion.Ground.values(), Enum::name),
                  fields.text("reason"),
                  fields.numbersByName("metrics"),
                  tasks(fields),
                  fields.textsByName("probe_sets"),
                  fields.whole("decided_at", raw.origin().timestamp()));
          case COMMAND ->
              new ModelVersion.Command(
                  step(fields),
                  digest(fields),
                  fields.sayingText("uri"),
                  fields.word("order", ModelVersion.Order.values(), Enum::name),
                  fields.text("reason"),
                  fields.whole("commanded_at", raw.origin().timestamp()));
          default ->
              throw new Rejection(
                  Reason.UNKNOWN_TYPE,
                  "the key '%s' ends neither in /candidate nor in /decision nor in /command"
                      .formatted(key));
        };
    if (!key.isEmpty() && !key.equals(version.name() + "/" + kind)) {
      throw new Rejection(
          Reason.KEY_MISMATCH,
          "the key is '%s' and the value describes '%s'; send the same in both"
              .formatted(key, version.name()));
    }
    return version;
  }

  private static long step(JsonFields fields) throws Rejection {
    long step = fields.requiredWhole("step");
    if (step < 0) {
      throw new Rejection(Reason.OUT_OF_RANGE, "the field 'step' is negative; send 0 or more");
    }
    return step;
  }

  private static String digest(JsonFields fields) throws Rejection {
    String digest = fields.sayingText("digest");
    if (!DIGEST.matcher(digest).matches()) {
      throw new Rejection(
          Reason.OUT_OF_RANGE,
          "the field 'digest' is not lower-case hexadecimal of 8 to 128 digits");
    }
    return digest;
  }

  private static Map<String, TaskFinding> tasks(JsonFields fields) throws Rejection {
    Map<String, TaskFinding> tasks = new LinkedHashMap<>();
    for (Map.Entry<String, JsonFields> entry : fields.objectsByName("tasks").entrySet()) {
      JsonFields task = entry.getValue();
      tasks.put(
          entry.getKey(),
          new TaskFinding(
              task.word("outcome", TaskFinding.Outcome.values(), Enum::name),
              task.text("reason"),
              task.numbersByName("numbers")));
    }
    return tasks;
  }

  /** The Kafka key: name and kind. */
  public static byte[] key(ModelVersion version) {
    return (version.name() + "/" + kind(version)).getBytes(StandardCharsets.UTF_8);
  }

  private static String kind(ModelVersion version) {
    if (version instanceof ModelVersion.Candidate) {
      return CANDIDATE;
    }
    return version instanceof ModelVersion.Decision ? DECISION : COMMAND;
  }

  /** The value. */
  public static byte[] encode(ModelVersion version) {
    ObjectNode object = Json.newObject();
    object.put("kind", kind(version));
    object.put("step", version.step());
    object.put("digest", version.digest());
    object.put("uri", version.uri());
    if (version instanceof ModelVersion.Candidate candidate) {
      object.put("parent", candidate.parent());
      Json.putNumbers(object, "metrics", candidate.metrics());
      object.put("created_at", candidate.createdAt());
    } else if (version instanceof ModelVersion.Decision decision) {
      object.put("state", decision.verdict().name());
      object.put("ground", decision.ground().name());
      object.put("reason", decision.reason());
      Json.putNumbers(object, "metrics", decision.metrics());
      putTasks(object.putObject("tasks"), decision.tasks());
      ObjectNode sets = object.putObject("probe_sets");
      new TreeMap<>(decision.probeSets()).forEach(sets::put);
      object.put("decided_at", decision.decidedAt());
    } else if (version instanceof ModelVersion.Command command) {
      object.put("order", command.order().name());
      object.put("reason", command.reason());
      object.put("commanded_at", command.commandedAt());
    }
    return Json.bytes(object);
  }

  private static void putTasks(ObjectNode object, Map<String, TaskFinding> tasks) {
    new TreeMap<>(tasks)
        .forEach(
            (name, task) -> {
              ObjectNode child = object.putObject(name);
              child.put("outcome", task.outcome().name());
              child.put("reason", task.reason());
              Json.putNumbers(child, "numbers", task.numbers());
            });
  }
}

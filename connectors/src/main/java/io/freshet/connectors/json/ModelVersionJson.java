/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.ModelVersion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Model versions: {@code <name>/candidate} by the trainer, {@code <name>/decision} by the gate. */
public final class ModelVersionJson {

  private static final String CANDIDATE = "candidate";
  private static final String DECISION = "decision";
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
                  verdict(fields),
                  fields.text("reason"),
                  fields.numbersByName("metrics"),
                  fields.whole("decided_at", raw.origin().timestamp()));
          default ->
              throw new Rejection(
                  Reason.UNKNOWN_TYPE,
                  "the key '%s' ends neither in /candidate nor in /decision".formatted(key));
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

  private static ModelVersion.Verdict verdict(JsonFields fields) throws Rejection {
    String word = fields.sayingText("state");
    Optional<ModelVersion.Verdict> verdict =
        Arrays.stream(ModelVersion.Verdict.values()).filter(v -> v.name().equals(word)).findFirst();
    if (verdict.isEmpty()) {
      throw new Rejection(
          Reason.OUT_OF_RANGE,
          "the field 'state' says '%s'; send one of %s"
              .formatted(word, Arrays.toString(ModelVersion.Verdict.values())));
    }
    return verdict.get();
  }

  /** The Kafka key: name and kind. */
  public static byte[] key(ModelVersion version) {
    return (version.name() + "/" + kind(version)).getBytes(StandardCharsets.UTF_8);
  }

  private static String kind(ModelVersion version) {
    return version instanceof ModelVersion.Candidate ? CANDIDATE : DECISION;
  }

  /** The value. */
  public static byte[] encode(ModelVersion version) {
    ObjectNode object = Json.newObject();
    object.put("kind", kind(version));
    object.put("step", version.step());
    object.put("digest", version.digest());
    if (version instanceof ModelVersion.Candidate candidate) {
      object.put("uri", candidate.uri());
      object.put("parent", candidate.parent());
      Json.putNumbers(object, "metrics", candidate.metrics());
      object.put("created_at", candidate.createdAt());
    } else if (version instanceof ModelVersion.Decision decision) {
      object.put("uri", decision.uri());
      object.put("state", decision.verdict().name());
      object.put("reason", decision.reason());
      Json.putNumbers(object, "metrics", decision.metrics());
      object.put("decided_at", decision.decidedAt());
    }
    return Json.bytes(object);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.testing;

import io.freshet.connectors.opensearch.client.MetadataType;
import io.freshet.connectors.opensearch.client.VectorPath;
import io.freshet.connectors.opensearch.generations.IndexOperation;
import io.freshet.connectors.records.Coordinates;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.DesiredGeneration;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.GenerationMessage;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.Received;
import io.freshet.connectors.records.StepManifest;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;

/** Records of all kinds with odd contents, the same for the same seed. */
public final class RandomRecords {

  private static final String[] PIECES = {
    "a",
    "Zoe",
    " ",
    "\n",
    "\"",
    "\\",
    "\u0000",
    "é",
    "文",
    "\uD83D\uDE80",
    "0",
    "{",
    "</p>",
    "\u2028"
  };

  private final Random random;

  /** The records of a seed. */
  public RandomRecords(long seed) {
    this.random = new Random(seed);
  }

  /** A text that says something. */
  public String text() {
    StringBuilder text = new StringBuilder("t");
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  private String maybeText() {
    return random.nextBoolean() ? "" : text();
  }

  private long number() {
    return random.nextLong() >>> random.nextInt(1, 64);
  }

  private double real() {
    return random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian() * 1e3;
  }

  private String digest() {
    return "%016x%016x".formatted(random.nextLong(), random.nextLong());
  }

  private <V> Map<String, V> map(Supplier<V> values) {
    Map<String, V> map = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      map.put(text(), values.get());
    }
    return map;
  }

  private <V> List<V> list(int size, Supplier<V> values) {
    List<V> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(values.get());
    }
    return list;
  }

  /** An origin. */
  public Origin origin() {
    return new Origin(text(), random.nextInt(100), number(), number());
  }

  /** An example or a control. */
  public TrainingMessage trainingMessage() {
    if (random.nextInt(4) == 0) {
      Map<String, String> settings = map(this::text);
      settings.put("weight", "0.5");
      return switch (random.nextInt(3)) {
        case 0 -> TaskControl.add(text(), settings);
        case 1 -> TaskControl.set(text(), settings);
        default -> TaskControl.remove(text());
      };
    }
    int positives = 1 + random.nextInt(3);
    int negatives = random.nextInt(3);
    return new TrainingExample(
        text(),
        text(),
        text(),
        list(positives, () -> new TextItem(maybeText(), text())),
        list(negatives, () -> new TextItem(maybeText(), text())),
        random.nextBoolean() ? List.of() : list(positives, random::nextGaussian),
        random.nextBoolean() ? List.of() : list(negatives, random::nextGaussian),
        maybeText(),
        maybeText(),
        maybeText(),
        random.nextBoolean() ? 1.0 : random.nextDouble(),
        number());
  }

  /** A manifest of a step. */
  public StepManifest stepManifest() {
    return new StepManifest(
        number(),
        number(),
        map(this::real),
        real(),
        list(
            1 + random.nextInt(3),
            () ->
                new StepManifest.Part(
                    text(),
                    list(random.nextInt(3), this::text),
                    list(
                        1 + random.nextInt(3),
                        () ->
                            new StepManifest.Row(
                                new Coordinates(random.nextInt(9), number(), random.nextLong()),
                                random.nextInt(4),
                                list(random.nextInt(3), () -> random.nextInt(9)),
                                random.nextBoolean())))),
        list(random.nextInt(3), () -> TaskControl.add(text(), map(this::text))));
  }

  /** An upsert or a delete. */
  public DocumentChange documentChange() {
    return random.nextInt(3) == 0
        ? new DocumentChange.Delete(text(), number())
        : new DocumentChange.Upsert(text(), number(), maybeText(), text(), map(this::text));
  }

  /** A judgment. */
  public Judgment judgment() {
    return new Judgment(text(), text(), text(), map(random::nextInt));
  }

  /** A candidate, a decision or a command. */
  public ModelVersion modelVersion() {
    return switch (random.nextInt(3)) {
      case 0 ->
          new ModelVersion.Candidate(
              number(), digest(), text(), maybeText(), map(this::real), number());
      case 1 ->
          new ModelVersion.Decision(
              number(),
              digest(),
              text(),
              any(ModelVersion.Verdict.values()),
              any(ModelVersion.Ground.values()),
              maybeText(),
              map(this::real),
              map(
                  () ->
                      new ModelVersion.TaskFinding(
                          any(ModelVersion.TaskFinding.Outcome.values()),
                          maybeText(),
                          map(this::real))),
              map(this::digest),
              number());
      default ->
          new ModelVersion.Command(
              number(), digest(), text(), any(ModelVersion.Order.values()), maybeText(), number());
    };
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }

  /** An observed or desired state of a generation. */
  public GenerationMessage generation() {
    if (random.nextInt(3) == 0) {
      return new DesiredGeneration(
          text(),
          any(DesiredGeneration.Wish.values()),
          random.nextBoolean() ? OptionalInt.of(random.nextInt(1000)) : OptionalInt.empty(),
          maybeText(),
          number());
    }
    return new GenerationRecord(
        text(),
        random.nextInt(),
        number(),
        digest(),
        text(),
        real(),
        number(),
        number(),
        number(),
        maybeText());
  }

  /** A window, an alarm or a progress. */
  public MetricRecord metric() {
    return switch (random.nextInt(3)) {
      case 0 ->
          new MetricRecord.LiveWindow(
              text(),
              number(),
              number(),
              maybeText(),
              maybeText(),
              number(),
              number(),
              map(() -> new MetricRecord.Value(real(), real(), number(), real(), real())),
              maybeText());
      case 1 ->
          new MetricRecord.Alarm(
              text(),
              maybeText(),
              maybeText(),
              text(),
              maybeText(),
              real(),
              real(),
              maybeText(),
              number(),
              number());
      default ->
          new MetricRecord.TrainingProgress(
              number(),
              number(),
              number(),
              real(),
              map(
                  () ->
                      new MetricRecord.TaskProgress(
                          number(),
                          number(),
                          number(),
                          real(),
                          real(),
                          real(),
                          map(this::real),
                          map(this::real))));
    };
  }

  /** A dead letter. */
  public DeadLetter deadLetter() {
    return received().letter(text(), text(), text());
  }

  /** The bytes of a record that might have been read anywhere. */
  public Received received() {
    byte[] key = new byte[random.nextInt(20)];
    byte[] value = new byte[random.nextInt(200)];
    random.nextBytes(key);
    random.nextBytes(value);
    return new Received(key, value, origin());
  }

  private float[][] vectors(int count) {
    float[][] vectors = new float[count][random.nextInt(20)];
    for (float[] vector : vectors) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) random.nextGaussian();
      }
    }
    return vectors;
  }

  /** A put or a tombstone. */
  public IndexOperation indexOperation() {
    if (random.nextInt(3) == 0) {
      return new IndexOperation.Tombstone(text(), text(), number(), origin());
    }
    Map<String, float[][]> vectors = new HashMap<>();
    for (int fields = random.nextInt(3); fields >= 0; fields--) {
      float[][] own = vectors(1 + random.nextInt(3));
      vectors.put(own.length == 1 ? text() : VectorPath.ofChunks("vector_" + number()).path(), own);
    }
    return new IndexOperation.Put(
        text(),
        text(),
        number(),
        vectors,
        maybeText(),
        text(),
        map(this::text),
        map(() -> any(MetadataType.values())),
        origin());
  }
}

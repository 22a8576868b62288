/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.GenerationMessage;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.StepManifest;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.testing.RandomRecords;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is encoded is decoded as it was, and no bytes at all make a decoder throw. */
class JsonRoundTripTest {

  private static final int DRAWS = 200;
  private static final Origin ORIGIN = new Origin("topic", 2, 77, 1_700_000_000_000L);

  private final long seed = new Random().nextLong();

  private void repeatedly(BiConsumer<RandomRecords, String> check) {
    RandomRecords records = new RandomRecords(seed);
    for (int i = 0; i < DRAWS; i++) {
      check.accept(records, "seed " + seed + ", draw " + i);
    }
  }

  private static RawRecord raw(byte[] key, Optional<byte[]> value, Map<String, String> headers) {
    return new RawRecord(Optional.of(key), value, headers, ORIGIN);
  }

  @Test
  void stepManifests() {
    repeatedly(
        (records, where) -> {
          StepManifest manifest = records.stepManifest();
          RawRecord raw =
              raw(
                  StepManifestJson.key(manifest),
                  Optional.of(StepManifestJson.encode(manifest)),
                  Map.of());
          assertThat(StepManifestJson.decode(raw))
              .as(where)
              .isEqualTo(new Decoded.Accepted<>(manifest, raw.received()));
        });
  }

  @Test
  void trainingMessages() {
    repeatedly(
        (records, where) -> {
          TrainingMessage message = records.trainingMessage();
          RawRecord raw =
              raw(
                  TrainingMessageJson.key(message),
                  Optional.of(TrainingMessageJson.encode(message)),
                  TrainingMessageJson.headers(message));
          assertThat(TrainingMessageJson.decode(raw))
              .as(where)
              .isEqualTo(new Decoded.Accepted<>(message, raw.received()));
        });
  }

  @Test
  void documents() {
    repeatedly(
        (records, where) -> {
          DocumentChange change = records.documentChange();
          RawRecord raw =
              raw(
                  DocumentJson.key(change),
                  DocumentJson.encode(change),
                  DocumentJson.headers(change, true));
          assertThat(DocumentJson.decode(raw))
              .as(where)
              .isEqualTo(new Decoded.Accepted<>(change, raw.received()));
        });
  }

  @Test
  void judgments() {
    repeatedly(
        (records, where) -> {
          Judgment judgment = records.judgment();
          RawRecord raw = raw(JudgmentJson.key(judgment), JudgmentJson.encode(judgment), Map.of());
          assertThat(JudgmentJson.decode(raw))
              .as(where)
              .isEqualTo(new Decoded.Accepted<>(judgment, raw.received()));
        });
  }

  @Test
  void modelVersions() {
    repeatedly(
        (records, where) -> {
          ModelVersion version = records.modelVersion();
          byte[] key = ModelVersionJson.key(version);
          assertThat(new String(key, StandardCharsets.UTF_8)).startsWith(version.name() + "/");
          RawRecord raw = raw(key, Optional.of(ModelVersionJson.encode(version)), Map.of());
          assertThat(ModelVersionJson.decode(raw))
              .as(where)
              .isEqualTo(new Decoded.Accepted<>(version, raw.received()));
        });
  }

  @Test
  void generations() {
    repeatedly(
        (records, where) -> {
          GenerationMessage generation = records.generation();
          RawRecord raw =
              raw(
                  GenerationJson.key(generation),
                  Optional.of(GenerationJson.encode(generation)),
                  Map.of());
          assertThat(GenerationJson.decode(raw))
              .as(where)
              .isEqualTo(new Decoded.Accepted<>(generation, raw.received()));
        });
  }

  @Test
  void metrics() {
    repeatedly(
        (records, where) -> {
          MetricRecord metric = records.metric();
          RawRecord raw =
              raw(MetricJson.key(metric), Optional.of(MetricJson.encode(metric)), Map.of());
          assertThat(MetricJson.decode(raw))
              .as(where)
              .isEqualTo(new Decoded.Accepted<>(metric, raw.received()));
        });
  }

  static Stream<Json.Decoder<Decoded<?>>> decoders() {
    return Stream.of(
        TrainingMessageJson::decode,
        DocumentJson::decode,
        JudgmentJson::decode,
        ModelVersionJson::decode,
        GenerationJson::decode,
        MetricJson::decode);
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void nothingMakesADecoderThrow(Json.Decoder<Decoded<?>> decoder) throws Rejection {
    Random random = new Random(seed);
    RandomRecords records = new RandomRecords(seed);
    for (int i = 0; i < 10 * DRAWS; i++) {
      byte[] value =
          switch (random.nextInt(3)) {
            case 0 -> TrainingMessageJson.encode(records.trainingMessage());
            case 1 -> MetricJson.encode(records.metric());
            default -> ModelVersionJson.encode(records.modelVersion());
          };
      for (int damage = random.nextInt(4); damage > 0; damage--) {
        value[random.nextInt(value.length)] = (byte) random.nextInt();
      }
      byte[] key = new byte[random.nextInt(6)];
      random.nextBytes(key);
      RawRecord raw =
          new RawRecord(
              random.nextBoolean() ? Optional.empty() : Optional.of(key),
              random.nextInt(20) == 0 ? Optional.empty() : Optional.of(value),
              random.nextBoolean() ? Map.of() : Map.of("version", "x", "freshet-type", "control"),
              ORIGIN);
      if (decoder.decode(raw) instanceof Decoded.Rejected<?> rejected) {
        assertThat(rejected.letter().reason())
            .as("seed %d, draw %d: %s", seed, i, rejected.letter().error())
            .isNotEqualTo("internal-error");
        assertThat(rejected.letter().origin()).isEqualTo(ORIGIN);
      }
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.testing.RandomRecords;
import java.util.Map;
import java.util.Optional;

/** The decoder of each topic, and what makes records of what it decoded. */
enum TopicDecoder {
  TRAINING_EXAMPLES {
    @Override
    Decoded<?> decode(RawRecord raw) {
      return TrainingMessageJson.decode(raw);
    }

    @Override
    RawRecord encode(Object value) {
      TrainingMessage message = (TrainingMessage) value;
      return raw(
          TrainingMessageJson.key(message),
          Optional.of(TrainingMessageJson.encode(message)),
          TrainingMessageJson.headers(message));
    }
  },
  DOCUMENTS {
    @Override
    Decoded<?> decode(RawRecord raw) {
      return DocumentJson.decode(raw);
    }

    @Override
    RawRecord encode(Object value) {
      DocumentChange change = (DocumentChange) value;
      return raw(
          DocumentJson.key(change),
          DocumentJson.encode(change),
          DocumentJson.headers(change, true));
    }
  },
  JUDGMENTS {
    @Override
    Decoded<?> decode(RawRecord raw) {
      return JudgmentJson.decode(raw);
    }

    @Override
    RawRecord encode(Object value) {
      Judgment judgment = (Judgment) value;
      return raw(JudgmentJson.key(judgment), JudgmentJson.encode(judgment), Map.of());
    }
  },
  MODEL_VERSIONS {
    @Override
    Decoded<?> decode(RawRecord raw) {
      return ModelVersionJson.decode(raw);
    }

    @Override
    RawRecord encode(Object value) {
      ModelVersion version = (ModelVersion) value;
      return raw(
          ModelVersionJson.key(version), Optional.of(ModelVersionJson.encode(version)), Map.of());
    }
  },
  GENERATIONS {
    @Override
    Decoded<?> decode(RawRecord raw) {
      return GenerationJson.decode(raw);
    }

    @Override
    RawRecord encode(Object value) {
      GenerationRecord generation = (GenerationRecord) value;
      return raw(
          GenerationJson.key(generation), Optional.of(GenerationJson.encode(generation)), Map.of());
    }
  },
  METRICS {
    @Override
    Decoded<?> decode(RawRecord raw) {
      return MetricJson.decode(raw);
    }

    @Override
    RawRecord encode(Object value) {
      MetricRecord metric = (MetricRecord) value;
      return raw(MetricJson.key(metric), Optional.of(MetricJson.encode(metric)), Map.of());
    }
  };

  /** Without a time, so that a record's own is all there is. */
  static final Origin ORIGIN = new Origin("topic", 2, 77, -1);

  abstract Decoded<?> decode(RawRecord raw);

  /** Something that the topic may hold. */
  Object sound(RandomRecords records) {
    return switch (this) {
      case TRAINING_EXAMPLES -> records.trainingMessage();
      case DOCUMENTS -> records.documentChange();
      case JUDGMENTS -> records.judgment();
      case MODEL_VERSIONS -> records.modelVersion();
      case GENERATIONS -> records.generation();
      case METRICS -> records.metric();
    };
  }

  /** A record that says what was decoded. */
  abstract RawRecord encode(Object value);

  /**
   * Decodes a record and checks what every decoder promises: no exception, no failure of its own,
   * and of what it accepts a record can be made that says the same.
   *
   * @return the reason of a rejection; empty where the record was accepted
   * @throws AssertionError where the promise is broken
   */
  Optional<String> check(RawRecord raw) {
    Decoded<?> decoded = decode(raw);
    if (decoded instanceof Decoded.Rejected<?> rejected) {
      String reason = rejected.letter().reason();
      if (reason.equals(Reason.INTERNAL_ERROR.word()) || rejected.letter().error().isBlank()) {
        throw new AssertionError(this + ": " + rejected.letter().error());
      }
      return Optional.of(reason);
    }
    Object value = ((Decoded.Accepted<?>) decoded).value();
    Decoded<?> again = decode(encode(value));
    if (!(again instanceof Decoded.Accepted<?> accepted) || !accepted.value().equals(value)) {
      throw new AssertionError(this + ": " + value + " came back as " + again);
    }
    return Optional.empty();
  }

  private static RawRecord raw(byte[] key, Optional<byte[]> value, Map<String, String> headers) {
    return new RawRecord(Optional.of(key), value, headers, ORIGIN);
  }
}

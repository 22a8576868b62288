/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.StepManifest;
import io.freshet.connectors.records.TrainingMessage;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** The type information of every wire record, in one place. */
public final class RecordTypes {

  private RecordTypes() {}

  /** Where records were read. */
  public static TypeInformation<Origin> origin() {
    return CodecTypeInformation.of(OriginCodec.INSTANCE);
  }

  /** Records that could not be used. */
  public static TypeInformation<DeadLetter> deadLetter() {
    return CodecTypeInformation.of(DeadLetterCodec.INSTANCE);
  }

  /** Examples and controls. */
  public static TypeInformation<TrainingMessage> trainingMessage() {
    return CodecTypeInformation.of(TrainingMessageCodec.INSTANCE);
  }

  /** Decoded examples and controls. */
  public static TypeInformation<Decoded<TrainingMessage>> decodedTrainingMessage() {
    return decoded(TrainingMessageCodec.INSTANCE);
  }

  /** Manifests of steps. */
  public static TypeInformation<StepManifest> stepManifest() {
    return CodecTypeInformation.of(StepManifestCodec.INSTANCE);
  }

  /** Changes of documents. */
  public static TypeInformation<DocumentChange> documentChange() {
    return CodecTypeInformation.of(DocumentChangeCodec.INSTANCE);
  }

  /** Judged queries. */
  public static TypeInformation<Judgment> judgment() {
    return CodecTypeInformation.of(JudgmentCodec.INSTANCE);
  }

  /** Candidates and decisions. */
  public static TypeInformation<ModelVersion> modelVersion() {
    return CodecTypeInformation.of(ModelVersionCodec.INSTANCE);
  }

  /** Metrics. */
  public static TypeInformation<MetricRecord> metricRecord() {
    return CodecTypeInformation.of(MetricRecordCodec.INSTANCE);
  }

  /** What decoders yield, over any codec of values. */
  public static <T> TypeInformation<Decoded<T>> decoded(Codec<T> values) {
    return CodecTypeInformation.of(new DecodedCodec<>(values));
  }
}

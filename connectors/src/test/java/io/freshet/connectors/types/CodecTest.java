/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.connectors.opensearch.generations.IndexOperation;
import io.freshet.connectors.opensearch.generations.IndexOperationCodec;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.testing.RandomRecords;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodecTest {

  private static final int DRAWS = 200;

  /** A codec and what it writes. */
  record Case<T>(Codec<T> codec, Function<RandomRecords, T> records) {
    @Override
    public String toString() {
      return codec.toString() + " " + codec.type().getSimpleName();
    }
  }

  static Stream<Case<?>> cases() {
    return Stream.of(
        new Case<>(OriginCodec.INSTANCE, RandomRecords::origin),
        new Case<>(DeadLetterCodec.INSTANCE, RandomRecords::deadLetter),
        new Case<>(TrainingMessageCodec.INSTANCE, RandomRecords::trainingMessage),
        new Case<>(StepManifestCodec.INSTANCE, RandomRecords::stepManifest),
        new Case<>(DocumentChangeCodec.INSTANCE, RandomRecords::documentChange),
        new Case<>(JudgmentCodec.INSTANCE, RandomRecords::judgment),
        new Case<>(ModelVersionCodec.INSTANCE, RandomRecords::modelVersion),
        new Case<>(GenerationMessageCodec.INSTANCE, RandomRecords::generation),
        new Case<>(MetricRecordCodec.INSTANCE, RandomRecords::metric),
        new Case<>(IndexOperationCodec.INSTANCE, RandomRecords::indexOperation),
        new Case<>(
            new DecodedCodec<>(JudgmentCodec.INSTANCE),
            r -> new Decoded.Accepted<>(r.judgment(), r.received())),
        new Case<>(
            new DecodedCodec<>(JudgmentCodec.INSTANCE),
            r -> new Decoded.Rejected<>(r.deadLetter())));
  }

  @ParameterizedTest
  @MethodSource("cases")
  <T> void whatIsWrittenIsRead(Case<T> one) throws Exception {
    long seed = new Random().nextLong();
    RandomRecords records = new RandomRecords(seed);
    CodecTypeInformation<T> information = CodecTypeInformation.of(one.codec());
    assertThat(information).isEqualTo(InstantiationUtil.clone(information));
    assertThat(information.hashCode()).isEqualTo(InstantiationUtil.clone(information).hashCode());
    TypeSerializer<T> serializer = information.createSerializer(new SerializerConfigImpl());
    assertThat(serializer.isImmutableType()).isTrue();
    assertThat(serializer.duplicate()).isEqualTo(serializer);
    for (int i = 0; i < DRAWS; i++) {
      T value = one.records().apply(records);
      DataOutputSerializer out = new DataOutputSerializer(64);
      serializer.serialize(value, out);
      DataOutputSerializer copied = new DataOutputSerializer(64);
      serializer.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copied);
      assertThat(copied.getCopyOfBuffer()).as("seed %d", seed).isEqualTo(out.getCopyOfBuffer());
      DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
      assertThat(serializer.deserialize(in)).as("seed %d", seed).isEqualTo(value);
      assertThat(in.available()).as("seed %d", seed).isZero();
      assertThat(serializer.copy(value)).isSameAs(value);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  <T> void snapshotsSurviveTheCheckpoint(Case<T> one) throws IOException {
    TypeSerializer<T> serializer = CodecTypeInformation.of(one.codec()).createSerializer();
    TypeSerializerSnapshot<T> read = throughCheckpoint(serializer.snapshotConfiguration());
    assertThat(read.restoreSerializer()).isEqualTo(serializer);
    assertThat(
            serializer.snapshotConfiguration().resolveSchemaCompatibility(read).isCompatibleAsIs())
        .isTrue();
  }

  private static <T> TypeSerializerSnapshot<T> throughCheckpoint(TypeSerializerSnapshot<T> snapshot)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, snapshot);
    return TypeSerializerSnapshot.readVersionedSnapshot(
        new DataInputDeserializer(out.getCopyOfBuffer()), CodecTest.class.getClassLoader());
  }

  @Test
  void deadLettersKeepTheirBytes() throws IOException {
    DeadLetter letter = new RandomRecords(7).deadLetter();
    DataOutputSerializer out = new DataOutputSerializer(64);
    DeadLetterCodec.INSTANCE.write(letter, out);
    DeadLetter read =
        DeadLetterCodec.INSTANCE.read(new DataInputDeserializer(out.getCopyOfBuffer()));
    assertThat(read.key()).isEqualTo(letter.key());
    assertThat(read.value()).isEqualTo(letter.value());
    assertThat(read.error()).isEqualTo(letter.error());
  }

  /** A codec that has changed its bytes: version 1 wrote an int, version 2 writes a long. */
  record Numbers(int version) implements Codec<Long> {
    @Override
    public void write(Long value, DataOutputView out) throws IOException {
      if (version == 1) {
        out.writeInt(value.intValue());
      } else {
        out.writeLong(value);
      }
    }

    @Override
    public Long read(DataInputView in) throws IOException {
      return version == 1 ? in.readInt() : in.readLong();
    }

    @Override
    public Long read(DataInputView in, int writtenBy) throws IOException {
      return writtenBy == 1 ? (long) in.readInt() : read(in);
    }

    @Override
    public Class<Long> type() {
      return Long.class;
    }
  }

  @Test
  void olderBytesAreMigratedAndNewerOnesRefused() throws IOException {
    TypeSerializerSnapshot<Long> old =
        throughCheckpoint(
            CodecTypeInformation.of(new Numbers(1)).createSerializer().snapshotConfiguration());
    TypeSerializerSnapshot<Long> current =
        CodecTypeInformation.of(new Numbers(2)).createSerializer().snapshotConfiguration();
    assertThat(current.resolveSchemaCompatibility(old).isCompatibleAfterMigration()).isTrue();
    assertThat(old.resolveSchemaCompatibility(current).isIncompatible()).isTrue();
    DataOutputSerializer out = new DataOutputSerializer(8);
    out.writeInt(42);
    assertThat(
            old.restoreSerializer().deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
        .isEqualTo(42L);
    TypeSerializerSnapshot<?> other =
        CodecTypeInformation.of(JudgmentCodec.INSTANCE).createSerializer().snapshotConfiguration();
    @SuppressWarnings("unchecked")
    TypeSerializerSnapshot<Long> disguised = (TypeSerializerSnapshot<Long>) other;
    assertThat(current.resolveSchemaCompatibility(disguised).isIncompatible()).isTrue();
    assertThatThrownBy(() -> JudgmentCodec.INSTANCE.read(new DataInputDeserializer(new byte[8]), 9))
        .isInstanceOf(IOException.class);
  }

  @Test
  void writesOfOlderFormsAreRead() throws IOException {
    float[] vector = {1, 2};
    IndexOperation.Put put =
        new IndexOperation.Put("index", "id", 3, "vector", vector, "t", "x", Map.of("k", "v"));
    for (int version : new int[] {1, 2}) {
      DataInputDeserializer written = new DataInputDeserializer(older(put, vector, version));
      assertThat(IndexOperationCodec.INSTANCE.read(written, version)).isEqualTo(put);
      assertThat(written.available()).isZero();
    }
  }

  /** The first form has one vector, the second several of one field, and types. */
  private static byte[] older(IndexOperation.Put put, float[] vector, int version)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    Fields.writeText(put.index(), out);
    Fields.writeText(put.id(), out);
    out.writeLong(put.version());
    OriginCodec.INSTANCE.write(put.origin(), out);
    out.writeBoolean(true);
    Fields.writeText("vector", out);
    if (version == 1) {
      Fields.writeFloats(vector, out);
    } else {
      Fields.writeList(List.of(vector), Fields::writeFloats, out);
    }
    Fields.writeText(put.title(), out);
    Fields.writeText(put.text(), out);
    Fields.writeMap(put.metadata(), Fields::writeText, out);
    if (version == 2) {
      Fields.writeMap(put.types(), (type, to) -> Fields.writeText(type.word(), to), out);
    }
    return out.getCopyOfBuffer();
  }

  @Test
  void decisionsOfTheFirstFormAreRead() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeLong(7);
    Fields.writeText("0123456789", out);
    out.writeBoolean(false);
    Fields.writeText("uri", out);
    Fields.writeText("PROMOTED", out);
    Fields.writeText("better", out);
    Fields.writeMap(Map.of("t.ndcg_cut_10", 0.5), Fields::writeDouble, out);
    out.writeLong(9);
    assertThat(ModelVersionCodec.INSTANCE.read(new DataInputDeserializer(out.getCopyOfBuffer()), 1))
        .isEqualTo(
            new ModelVersion.Decision(
                7,
                "0123456789",
                "uri",
                ModelVersion.Verdict.PROMOTED,
                "better",
                Map.of("t.ndcg_cut_10", 0.5),
                9));
  }

  @Test
  void decisionsOfTheSecondFormNameNoProbeSets() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeLong(7);
    Fields.writeText("0123456789", out);
    Fields.writeText("uri", out);
    out.writeByte(0);
    Fields.writeText("PROMOTED", out);
    Fields.writeText("PROBES", out);
    Fields.writeText("better", out);
    Fields.writeMap(Map.of("t.ndcg_cut_10", 0.5), Fields::writeDouble, out);
    Fields.writeMap(Map.<String, Double>of(), Fields::writeDouble, out); // findings by task
    out.writeLong(9);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThat(ModelVersionCodec.INSTANCE.read(in, 2))
        .isEqualTo(
            new ModelVersion.Decision(
                7,
                "0123456789",
                "uri",
                ModelVersion.Verdict.PROMOTED,
                "better",
                Map.of("t.ndcg_cut_10", 0.5),
                9));
    assertThat(in.available()).isZero();
  }

  @Test
  void longTextsAndUnpairedSurrogatesSurvive() throws IOException {
    String text = "x\uD800é文".repeat(50_000);
    DataOutputSerializer out = new DataOutputSerializer(64);
    Fields.writeText(text, out);
    assertThat(Fields.readText(new DataInputDeserializer(out.getCopyOfBuffer()))).isEqualTo(text);
  }
}

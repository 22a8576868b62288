/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Flink's view of a codec: the values are immutable, so copies are the values themselves. */
final class CodecSerializer<T> extends TypeSerializer<T> {

  private final Codec<T> codec;
  private final int readVersion;

  CodecSerializer(Codec<T> codec, int readVersion) {
    this.codec = codec;
    this.readVersion = readVersion;
  }

  Codec<T> codec() {
    return codec;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  /** Flink asks only to reuse mutable instances, of which there are none here. */
  @Override
  @SuppressWarnings("NullAway") // Flink's contract: null where no instance can be made
  public @Nullable T createInstance() {
    return null;
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T value, DataOutputView out) throws IOException {
    codec.write(value, out);
  }

  @Override
  public T deserialize(DataInputView in) throws IOException {
    return readVersion == codec.version() ? codec.read(in) : codec.read(in, readVersion);
  }

  @Override
  public T deserialize(T reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    codec.write(deserialize(in), out);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodecSerializer<?> that
        && codec.equals(that.codec)
        && readVersion == that.readVersion;
  }

  @Override
  public int hashCode() {
    return 31 * codec.hashCode() + readVersion;
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new CodecSerializerSnapshot<>(codec, codec.version());
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Tells Flink how values of one class travel and are kept: by a codec, as immutable values. Values
 * may be keys if their {@code equals} and {@code hashCode} go by content.
 */
public final class CodecTypeInformation<T> extends TypeInformation<T> {

  private final Codec<T> codec;

  private CodecTypeInformation(Codec<T> codec) {
    this.codec = codec;
  }

  /** The type information over a codec. */
  public static <T> CodecTypeInformation<T> of(Codec<T> codec) {
    return new CodecTypeInformation<>(codec);
  }

  /** The serialiser, which needs no configuration of the job. */
  public TypeSerializer<T> createSerializer() {
    return new CodecSerializer<>(codec, codec.version());
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return codec.type();
  }

  @Override
  public boolean isKeyType() {
    return true;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return createSerializer();
  }

  @Override
  public String toString() {
    return "Codec<" + codec.type().getSimpleName() + ">";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodecTypeInformation<?> that && codec.equals(that.codec);
  }

  @Override
  public int hashCode() {
    return codec.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof CodecTypeInformation<?>;
  }
}

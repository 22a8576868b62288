/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.InstantiationUtil;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint keeps of a codec: the codec itself and the version of the bytes it wrote.
 * Public with a constructor of no arguments because Flink makes it from its name.
 */
public final class CodecSerializerSnapshot<T> implements TypeSerializerSnapshot<T> {

  private static final int FORMAT = 1;

  private @Nullable Codec<T> codec;
  private int codecVersion;

  /** Made by Flink, filled by {@link #readSnapshot}. */
  public CodecSerializerSnapshot() {}

  CodecSerializerSnapshot(Codec<T> codec, int codecVersion) {
    this.codec = codec;
    this.codecVersion = codecVersion;
  }

  private Codec<T> known() {
    if (codec == null) {
      throw new IllegalStateException("the snapshot was not read yet");
    }
    return codec;
  }

  @Override
  public int getCurrentVersion() {
    return FORMAT;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    byte[] bytes = InstantiationUtil.serializeObject(known());
    out.writeInt(codecVersion);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  @Override
  public void readSnapshot(int format, DataInputView in, ClassLoader loader) throws IOException {
    if (format != FORMAT) {
      throw new IOException("unknown format of a codec's snapshot: " + format);
    }
    codecVersion = in.readInt();
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    try {
      codec = CodecInput.read(bytes, loader);
    } catch (ClassNotFoundException e) {
      throw new IOException("the codec of the checkpoint is not on the class path", e);
    }
  }

  @Override
  public TypeSerializer<T> restoreSerializer() {
    return new CodecSerializer<>(known(), codecVersion);
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> old) {
    if (!(old instanceof CodecSerializerSnapshot<T> that)
        || !known().type().equals(that.known().type())
        || that.codecVersion > codecVersion) {
      return TypeSerializerSchemaCompatibility.incompatible();
    }
    return that.codecVersion == codecVersion
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.compatibleAfterMigration();
  }
}

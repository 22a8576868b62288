/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes and reads one kind of immutable value. Codecs are stateless and thread-safe.
 *
 * <p>A codec travels by Java serialisation into checkpoints, so write it as an {@code enum} with
 * one constant, or as a {@code record} over other codecs: both keep their serialised form when
 * their code changes. One that moves to another package stays readable by its former name in {@code
 * META-INF/freshet/former-codecs.properties}.
 */
public interface Codec<T> extends Serializable {

  /** Writes a value in the current {@link #version()}. */
  void write(T value, DataOutputView out) throws IOException;

  /** Reads a value that the current {@link #version()} wrote. */
  T read(DataInputView in) throws IOException;

  /**
   * Reads a value that an older version wrote.
   *
   * @throws IOException if this codec does not know how to read it, the default
   */
  default T read(DataInputView in, int writtenBy) throws IOException {
    if (writtenBy != version()) {
      throw new IOException(
          type().getName() + " of version " + writtenBy + " cannot be read by " + version());
    }
    return read(in);
  }

  /** The class of the values. */
  Class<T> type();

  /** Counts the forms of the bytes, from 1; raise it with every change of them. */
  int version();
}

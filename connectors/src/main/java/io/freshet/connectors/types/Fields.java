/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** The pieces that codecs are written with. */
public final class Fields {

  private Fields() {}

  /** Writes one value. */
  @FunctionalInterface
  public interface Writer<T> {
    /** Writes {@code value}. */
    void write(T value, DataOutputView out) throws IOException;
  }

  /** Reads one value. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads what its writer wrote. */
    T read(DataInputView in) throws IOException;
  }

  /** Writes a text of any length; unpaired surrogates survive, unlike with UTF-8. */
  public static void writeText(String text, DataOutputView out) throws IOException {
    StringValue.writeString(text, out);
  }

  /** Reads what {@link #writeText} wrote. */
  public static String readText(DataInputView in) throws IOException {
    return StringValue.readString(in);
  }

  /** Writes raw bytes after their count. */
  public static void writeBytes(byte[] bytes, DataOutputView out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Reads what {@link #writeBytes} wrote. */
  public static byte[] readBytes(DataInputView in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  /** Writes single-precision numbers after their count. */
  public static void writeFloats(float[] values, DataOutputView out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES));
    buffer.asFloatBuffer().put(values);
    writeBytes(buffer.array(), out);
  }

  /** Reads what {@link #writeFloats} wrote. */
  public static float[] readFloats(DataInputView in) throws IOException {
    byte[] bytes = readBytes(in);
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    return values;
  }

  /** Writes a list after its size. */
  public static <T> void writeList(List<T> list, Writer<? super T> item, DataOutputView out)
      throws IOException {
    out.writeInt(list.size());
    for (T value : list) {
      item.write(value, out);
    }
  }

  /** Reads what {@link #writeList} wrote. */
  public static <T> List<T> readList(Reader<? extends T> item, DataInputView in)
      throws IOException {
    int size = in.readInt();
    List<T> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(item.read(in));
    }
    return list;
  }

  /** Writes a map by ascending key, so that equal maps have equal bytes. */
  public static <V> void writeMap(Map<String, V> map, Writer<? super V> item, DataOutputView out)
      throws IOException {
    out.writeInt(map.size());
    for (Map.Entry<String, V> entry : new TreeMap<>(map).entrySet()) {
      writeText(entry.getKey(), out);
      item.write(entry.getValue(), out);
    }
  }

  /** Reads what {@link #writeMap} wrote. */
  public static <V> Map<String, V> readMap(Reader<? extends V> item, DataInputView in)
      throws IOException {
    int size = in.readInt();
    Map<String, V> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      map.put(readText(in), item.read(in));
    }
    return map;
  }

  /** Reads a whole number; a method of this form fits {@link #readMap} and {@link #readList}. */
  public static Integer readInt(DataInputView in) throws IOException {
    return in.readInt();
  }

  /** Writes a whole number. */
  public static void writeInt(Integer value, DataOutputView out) throws IOException {
    out.writeInt(value);
  }

  /** Reads a double-precision number. */
  public static Double readDouble(DataInputView in) throws IOException {
    return in.readDouble();
  }

  /** Writes a double-precision number; every NaN keeps its bits. */
  public static void writeDouble(Double value, DataOutputView out) throws IOException {
    out.writeDouble(value);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.tensors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.architecture.ModelFormatException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/** Reads and writes safetensors files. Stateless. */
public final class Safetensors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Safetensors() {}

  /**
   * Maps the tensors of a file into memory, in the file's order. The tensors stay valid when the
   * file is deleted or replaced by a move, but not when it is overwritten in place.
   *
   * @throws ModelFormatException if the file is no valid safetensors file
   */
  public static Map<String, HostTensor> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < 8) {
        throw new ModelFormatException(file + ": too short for a safetensors file");
      }
      long headerBytes = readFully(channel, 0, 8).getLong();
      if (headerBytes < 2 || headerBytes > SafetensorsHeader.LARGEST || headerBytes > size - 8) {
        throw new ModelFormatException(
            file + ": not a safetensors file, or cut off (header of " + headerBytes + " bytes)");
      }
      byte[] header = readFully(channel, 8, (int) headerBytes).array();
      long start = 8 + headerBytes;
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      for (SafetensorsHeader.Entry entry : SafetensorsHeader.parse(file, header, size - start)) {
        long bytes = entry.end() - entry.begin();
        if (bytes > Integer.MAX_VALUE) {
          throw new ModelFormatException(
              file + ": tensor " + entry.name() + " is larger than 2 GB");
        }
        ByteBuffer data =
            bytes == 0
                ? ByteBuffer.allocateDirect(0)
                : channel.map(FileChannel.MapMode.READ_ONLY, start + entry.begin(), bytes);
        tensors.put(entry.name(), new HostTensor(entry.type(), entry.shape(), data));
      }
      return Collections.unmodifiableMap(tensors);
    }
  }

  /**
   * Writes a file that appears whole or not at all. Equal tensors and metadata give equal bytes,
   * whatever the order of the maps: larger element types first, then by name.
   */
  public static void write(Path file, Map<String, HostTensor> tensors, Map<String, String> metadata)
      throws IOException {
    write(file, tensors, metadata, HostTensor::type);
  }

  /**
   * Writes a file, with all floating-point tensors in one type.
   *
   * @throws ModelFormatException if a number is too large for the type
   */
  public static void write(
      Path file, Map<String, HostTensor> tensors, Map<String, String> metadata, TensorType floats)
      throws IOException {
    write(file, tensors, metadata, tensor -> stored(tensor, floats));
  }

  /** The type that a tensor is stored in where floating-point numbers are stored in one type. */
  public static TensorType stored(HostTensor tensor, TensorType floats) {
    return tensor.type().floating() ? floats : tensor.type();
  }

  private static void write(
      Path file,
      Map<String, HostTensor> tensors,
      Map<String, String> metadata,
      Function<HostTensor, TensorType> types)
      throws IOException {
    List<Map.Entry<String, HostTensor>> ordered = new ArrayList<>(tensors.entrySet());
    ordered.sort(
        Comparator.comparingInt(
                (Map.Entry<String, HostTensor> entry) -> -types.apply(entry.getValue()).bytes())
            .thenComparing(Map.Entry::getKey));
    ByteBuffer header = header(ordered, metadata, types);
    // Not the platform's temporary file, which only its owner may read.
    Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        writeFully(channel, header);
        for (Map.Entry<String, HostTensor> entry : ordered) {
          TensorType type = types.apply(entry.getValue());
          try {
            FloatConversion.convert(entry.getValue(), type, bytes -> writeFully(channel, bytes));
          } catch (ArithmeticException e) {
            throw new ModelFormatException(
                "tensor %s cannot be written as %s: %s; write F32 or BF16"
                    .formatted(entry.getKey(), type, e.getMessage()),
                e);
          }
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static ByteBuffer header(
      List<Map.Entry<String, HostTensor>> ordered,
      Map<String, String> metadata,
      Function<HostTensor, TensorType> types)
      throws IOException {
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode node = root.putObject("__metadata__");
      new TreeMap<>(metadata).forEach(node::put);
    }
    long position = 0;
    for (Map.Entry<String, HostTensor> entry : ordered) {
      HostTensor tensor = entry.getValue();
      ObjectNode node = root.putObject(entry.getKey());
      TensorType type = types.apply(tensor);
      node.put("dtype", type.name());
      var shape = node.putArray("shape");
      for (long size : tensor.shape()) {
        shape.add(size);
      }
      long end = position + (long) tensor.elements() * type.bytes();
      node.putArray("data_offsets").add(position).add(end);
      position = end;
    }
    byte[] json = JSON.writeValueAsBytes(root);
    // Padded so that the data begins at a multiple of eight and every element is aligned.
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer header = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(padded).put(json);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }

  private static ByteBuffer readFully(FileChannel channel, long position, int bytes)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException("the file ended while it was read");
      }
    }
    return buffer.flip();
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}

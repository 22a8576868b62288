/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.tensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.model.architecture.ModelFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The JSON header of a safetensors file: where each tensor lies, checked. */
final class SafetensorsHeader {
  /** The format's own limit; a larger number means that the file is something else. */
  static final long LARGEST = 100_000_000;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  /** One tensor's place: byte offsets counted from the end of the header. */
  @SuppressWarnings("ArrayRecordComponent")
  record Entry(String name, TensorType type, long[] shape, long begin, long end) {}

  private SafetensorsHeader() {}

  /** Parses and checks a header; entries come back by offset and cover the data without a gap. */
  static List<Entry> parse(Path file, byte[] header, long dataBytes) throws ModelFormatException {
    JsonNode root;
    try {
      root = JSON.readTree(new String(header, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new ModelFormatException(
          file + ": the safetensors header is not JSON: " + e.getOriginalMessage(), e);
    }
    if (root == null || !root.isObject()) {
      throw new ModelFormatException(file + ": the safetensors header is not a JSON object");
    }
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (!field.getKey().equals("__metadata__")) {
        entries.add(entry(file, field.getKey(), field.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long position = 0;
    for (Entry entry : entries) {
      if (entry.begin() != position) {
        throw new ModelFormatException(
            "%s: tensor %s begins at byte %d of the data, expected %d (gap or overlap)"
                .formatted(file, entry.name(), entry.begin(), position));
      }
      position = entry.end();
    }
    if (position != dataBytes) {
      throw new ModelFormatException(
          "%s: the header describes %d bytes of data, the file holds %d (cut off or damaged?)"
              .formatted(file, position, dataBytes));
    }
    return entries;
  }

  private static Entry entry(Path file, String name, JsonNode node) throws ModelFormatException {
    TensorType type = type(file, name, node.path("dtype").asText());
    JsonNode sizes = node.path("shape");
    JsonNode offsets = node.path("data_offsets");
    if (!sizes.isArray() || !offsets.isArray() || offsets.size() != 2) {
      throw new ModelFormatException(
          file + ": tensor " + name + " has no valid shape or data_offsets");
    }
    long[] shape = new long[sizes.size()];
    long bytes = type.bytes();
    try {
      for (int i = 0; i < shape.length; i++) {
        if (!sizes.get(i).isIntegralNumber() || sizes.get(i).asLong() < 0) {
          throw new ModelFormatException(file + ": tensor " + name + " has the shape " + sizes);
        }
        shape[i] = sizes.get(i).asLong();
        bytes = Math.multiplyExact(bytes, shape[i]);
      }
    } catch (ArithmeticException e) {
      throw new ModelFormatException(file + ": tensor " + name + " has the shape " + sizes, e);
    }
    long begin = offsets.get(0).asLong(-1);
    long end = offsets.get(1).asLong(-1);
    if (begin < 0 || end - begin != bytes) {
      throw new ModelFormatException(
          "%s: tensor %s of type %s and shape %s needs %d bytes, its offsets are %s"
              .formatted(file, name, type, sizes, bytes, offsets));
    }
    return new Entry(name, type, shape, begin, end);
  }

  private static TensorType type(Path file, String name, String dtype) throws ModelFormatException {
    for (TensorType type : TensorType.values()) {
      if (type.name().equals(dtype)) {
        return type;
      }
    }
    throw new ModelFormatException(
        "%s: tensor %s has the data type '%s', which is not supported"
            .formatted(file, name, dtype));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The safetensors files of a folder: one, or several with an index. */
final class WeightFiles {
  static final String FILE = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";

  private WeightFiles() {}

  /** Refuses a folder without safetensors weights. */
  static void require(Path folder) throws ModelFormatException {
    if (!Files.exists(folder.resolve(FILE)) && !Files.exists(folder.resolve(INDEX))) {
      throw missing(folder);
    }
  }

  /** Says why a folder without safetensors weights cannot be used. */
  static ModelFormatException missing(Path folder) {
    for (String pickled : List.of("pytorch_model.bin", "pytorch_model.bin.index.json")) {
      if (Files.exists(folder.resolve(pickled))) {
        return new ModelFormatException(
            folder
                + " holds pickled weights only ("
                + pickled
                + "), which may run code when loaded and are refused; convert them: load the model"
                + " in sentence-transformers or transformers where you trust it, and call"
                + " save_pretrained(..., safe_serialization=True)");
      }
    }
    return new ModelFormatException(folder + " has no " + FILE);
  }

  /** Maps all tensors of a folder into memory, by the names they have in the files. */
  static Map<String, HostTensor> read(Path folder) throws IOException {
    require(folder);
    // As in transformers, a whole file counts before an index.
    if (Files.exists(folder.resolve(FILE))) {
      return Safetensors.read(folder.resolve(FILE));
    }
    Path index = folder.resolve(INDEX);
    Map<String, TreeSet<String>> namesByFile = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry :
        JsonFiles.read(index).path("weight_map").properties()) {
      String file = entry.getValue().asText();
      if (!file.matches("[\\w.-]+\\.safetensors")) {
        throw new ModelFormatException(
            index + ": '" + file + "' is not the name of a safetensors file beside it");
      }
      namesByFile.computeIfAbsent(file, f -> new TreeSet<>()).add(entry.getKey());
    }
    Map<String, HostTensor> all = new LinkedHashMap<>();
    for (Map.Entry<String, TreeSet<String>> shard : namesByFile.entrySet()) {
      Path file = folder.resolve(shard.getKey());
      if (!Files.exists(file)) {
        throw new ModelFormatException(file + " is missing, but " + INDEX + " names it");
      }
      Map<String, HostTensor> tensors = Safetensors.read(file);
      if (!tensors.keySet().equals(shard.getValue())) {
        TreeSet<String> here = new TreeSet<>(tensors.keySet());
        here.removeAll(shard.getValue());
        TreeSet<String> absent = new TreeSet<>(shard.getValue());
        absent.removeAll(tensors.keySet());
        throw new ModelFormatException(
            "%s does not match %s: it lacks %s, and has %s that the index puts elsewhere or nowhere"
                .formatted(file, INDEX, absent, here));
      }
      all.putAll(tensors);
    }
    return all;
  }

  /**
   * Writes tensors: into one file, or where they are more than a shard holds, into several with an
   * index.
   *
   * @param tensors in the order in which shards are filled
   */
  static void write(Path folder, Map<String, HostTensor> tensors, WriteOptions options)
      throws IOException {
    List<Map<String, HostTensor>> shards = new ArrayList<>();
    long total = 0;
    long filled = Long.MAX_VALUE;
    for (Map.Entry<String, HostTensor> tensor : tensors.entrySet()) {
      HostTensor value = tensor.getValue();
      long bytes = (long) value.elements() * Safetensors.stored(value, options.type()).bytes();
      if (filled > options.shardBytes() - bytes) {
        shards.add(new LinkedHashMap<>());
        filled = 0;
      }
      shards.get(shards.size() - 1).put(tensor.getKey(), value);
      filled += bytes;
      total += bytes;
    }
    if (shards.size() == 1) {
      writeFile(folder.resolve(FILE), shards.get(0), options);
      return;
    }
    ObjectNode index = JsonFiles.MAPPER.createObjectNode();
    index.putObject("metadata").put("total_size", total);
    ObjectNode map = index.putObject("weight_map");
    Map<String, String> fileOf = new TreeMap<>();
    for (int i = 0; i < shards.size(); i++) {
      String file = "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
      writeFile(folder.resolve(file), shards.get(i), options);
      shards.get(i).keySet().forEach(name -> fileOf.put(name, file));
    }
    fileOf.forEach(map::put);
    JsonFiles.write(folder.resolve(INDEX), index);
  }

  private static void writeFile(Path file, Map<String, HostTensor> tensors, WriteOptions options)
      throws IOException {
    Safetensors.write(file, tensors, Map.of("format", "pt"), options.type());
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The weights of a folder: found, brought to canonical names and float32, and checked. */
final class Weights {
  static final String FILE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final String PREFIX = "bert.";

  private Weights() {}

  /** Refuses a folder without safetensors weights. */
  static void require(Path folder) throws ModelFormatException {
    if (Files.exists(folder.resolve(FILE)) || Files.exists(folder.resolve(INDEX))) {
      return;
    }
    if (Files.exists(folder.resolve("pytorch_model.bin"))) {
      throw new ModelFormatException(
          folder
              + " holds pickled weights only (pytorch_model.bin), which may run code when loaded"
              + " and are refused; convert them: load the folder in transformers and call"
              + " save_pretrained(..., safe_serialization=True)");
    }
    throw new ModelFormatException(folder + " has no " + FILE);
  }

  /** Reads, renames, widens and checks the weights; in the order of the network. */
  static Map<String, HostTensor> read(Path folder, JsonNode config) throws IOException {
    require(folder);
    Map<String, HostTensor> found = new LinkedHashMap<>();
    for (Path file : files(folder)) {
      for (Map.Entry<String, HostTensor> tensor : Safetensors.read(file).entrySet()) {
        String name = canonical(tensor.getKey());
        if (ignored(name)) {
          continue;
        }
        if (!tensor.getValue().type().floating()) {
          throw new ModelFormatException(
              "%s: tensor %s has the type %s, which cannot be trained"
                  .formatted(file, tensor.getKey(), tensor.getValue().type()));
        }
        if (found.put(name, tensor.getValue().toFloat32()) != null) {
          throw new ModelFormatException(file + ": tensor " + name + " is there twice");
        }
      }
    }
    return checked(folder, config, found);
  }

  /** Checks names and shapes; returns the tensors in the order of the network. */
  static Map<String, HostTensor> checked(
      Path folder, JsonNode config, Map<String, HostTensor> found) throws ModelFormatException {
    Map<String, long[]> expected = BertTensors.expected(config);
    Map<String, long[]> all = new LinkedHashMap<>(expected);
    all.putAll(BertTensors.optional(config));
    List<String> faults = new ArrayList<>();
    Map<String, HostTensor> ordered = new LinkedHashMap<>();
    for (Map.Entry<String, long[]> shape : all.entrySet()) {
      HostTensor tensor = found.get(shape.getKey());
      if (tensor == null) {
        if (expected.containsKey(shape.getKey())) {
          faults.add("missing " + shape.getKey() + " " + Arrays.toString(shape.getValue()));
        }
      } else if (!Arrays.equals(tensor.shape(), shape.getValue())) {
        faults.add(
            "%s has the shape %s, expected %s"
                .formatted(
                    shape.getKey(),
                    Arrays.toString(tensor.shape()),
                    Arrays.toString(shape.getValue())));
      } else {
        ordered.put(shape.getKey(), tensor);
      }
    }
    TreeSet<String> surplus = new TreeSet<>(found.keySet());
    surplus.removeAll(all.keySet());
    surplus.forEach(name -> faults.add("surplus " + name));
    if (!faults.isEmpty()) {
      throw new ModelFormatException(
          folder
              + ": the weights do not match config.json: "
              + String.join("; ", faults.subList(0, Math.min(faults.size(), 20)))
              + (faults.size() > 20 ? "; and " + (faults.size() - 20) + " more" : ""));
    }
    return Collections.unmodifiableMap(ordered);
  }

  private static List<Path> files(Path folder) throws IOException {
    if (Files.exists(folder.resolve(FILE))) {
      return List.of(folder.resolve(FILE));
    }
    TreeSet<String> names = new TreeSet<>();
    for (JsonNode name : JsonFiles.read(folder.resolve(INDEX)).path("weight_map")) {
      names.add(name.asText());
    }
    return names.stream().map(folder::resolve).toList();
  }

  private static String canonical(String name) {
    String bare = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    // The spelling of checkpoints converted from the original release.
    return bare.replace("LayerNorm.gamma", "LayerNorm.weight")
        .replace("LayerNorm.beta", "LayerNorm.bias");
  }

  /** Heads of pre-training and a constant that older versions stored are no part of an encoder. */
  private static boolean ignored(String name) {
    return name.startsWith("cls.") || name.equals("embeddings.position_ids");
  }
}

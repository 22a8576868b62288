/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorSpec;
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
import java.util.stream.Stream;

/** The weights of a folder: found, brought to canonical names and float32, and checked. */
final class Weights {
  static final String FILE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

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
  static Map<String, HostTensor> read(Path folder, Architecture architecture) throws IOException {
    require(folder);
    Map<String, HostTensor> found = new LinkedHashMap<>();
    for (Path file : files(folder)) {
      for (Map.Entry<String, HostTensor> tensor : Safetensors.read(file).entrySet()) {
        String name = canonical(tensor.getKey(), architecture.prefix());
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
    return checked(folder, architecture, found);
  }

  /** Checks names and shapes; returns the tensors in the order of the network. */
  static Map<String, HostTensor> checked(
      Path folder, Architecture architecture, Map<String, HostTensor> found)
      throws ModelFormatException {
    List<TensorSpec> all =
        Stream.concat(architecture.tensors().stream(), architecture.unused().stream()).toList();
    List<String> faults = new ArrayList<>();
    Map<String, HostTensor> ordered = new LinkedHashMap<>();
    for (TensorSpec spec : all) {
      HostTensor tensor = found.get(spec.name());
      if (tensor == null) {
        if (architecture.tensors().contains(spec)) {
          faults.add("missing " + spec.name() + " " + spec.sizes());
        }
      } else if (!sizes(tensor).equals(spec.sizes())) {
        faults.add(
            "%s has the shape %s, expected %s".formatted(spec.name(), sizes(tensor), spec.sizes()));
      } else {
        ordered.put(spec.name(), tensor);
      }
    }
    TreeSet<String> surplus = new TreeSet<>(found.keySet());
    all.forEach(spec -> surplus.remove(spec.name()));
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

  private static List<Long> sizes(HostTensor tensor) {
    return Arrays.stream(tensor.shape()).boxed().toList();
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

  private static String canonical(String name, String prefix) {
    String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    // The spelling of checkpoints converted from the original release.
    return bare.replace("LayerNorm.gamma", "LayerNorm.weight")
        .replace("LayerNorm.beta", "LayerNorm.bias");
  }

  /** Heads of pre-training and a constant that older versions stored are no part of an encoder. */
  private static boolean ignored(String name) {
    return name.startsWith("cls.") || name.equals("embeddings.position_ids");
  }
}

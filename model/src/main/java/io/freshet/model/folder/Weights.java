/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.tensors.HostTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The weights of a folder, checked and mapped into memory.
 *
 * @param tensors by canonical name: the network's, the dense layers', then spare ones, which no
 *     embedding needs
 * @param fileNames what a tensor of the network or a spare one is called in the files, by canonical
 *     name
 */
record Weights(Map<String, HostTensor> tensors, Map<String, String> fileNames) {
  private static final int NAMED_FAULTS = 20;

  /** Reads and checks the weights, in the types of the files. */
  static Weights read(
      Path transformer,
      Architecture architecture,
      List<TensorSpec> denseSpecs,
      Map<String, HostTensor> dense)
      throws IOException {
    TensorNames names = new TensorNames(architecture);
    Map<String, HostTensor> found = new LinkedHashMap<>();
    Map<String, String> fileNames = new HashMap<>();
    for (Map.Entry<String, HostTensor> tensor : WeightFiles.read(transformer).entrySet()) {
      String name = names.canonical(tensor.getKey());
      if (found.put(name, tensor.getValue()) != null) {
        throw new ModelFormatException(transformer + ": tensor " + name + " is there twice");
      }
      fileNames.put(
          name, names.spare(name) ? tensor.getKey() : TensorNames.modern(tensor.getKey()));
    }
    String mismatch = mismatch(transformer) + wrapping(architecture, found.keySet());
    found.putAll(dense);
    return new Weights(checked(mismatch, architecture, denseSpecs, found), Map.copyOf(fileNames));
  }

  private static String mismatch(Path folder) {
    return folder + ": the weights do not match config.json";
  }

  /** What to do where the tensors lie within something that transformers does not look into. */
  private static String wrapping(Architecture architecture, Set<String> found) {
    String first = architecture.tensors().get(0).name();
    return found.stream()
        .filter(name -> name.endsWith("." + first))
        .map(name -> name.substring(0, name.length() - first.length()))
        .findFirst()
        .map(
            prefix ->
                " (the names begin with '%s', under which transformers does not find a %s either: take that off them)"
                    .formatted(prefix, architecture.modelType()))
        .orElse("");
  }

  /** Checks names, shapes and types; returns the tensors in the order of the network. */
  static Map<String, HostTensor> checked(
      Path folder, Architecture architecture, List<TensorSpec> dense, Map<String, HostTensor> found)
      throws ModelFormatException {
    return checked(mismatch(folder), architecture, dense, found);
  }

  /**
   * The same for weights of any origin.
   *
   * @param mismatch begins the message where they do not fit
   */
  static Map<String, HostTensor> checked(
      String mismatch,
      Architecture architecture,
      List<TensorSpec> dense,
      Map<String, HostTensor> found)
      throws ModelFormatException {
    List<String> faults = new ArrayList<>();
    Map<String, HostTensor> ordered = new LinkedHashMap<>();
    Map<String, HostTensor> rest = new TreeMap<>(found);
    for (TensorSpec spec :
        Stream.concat(architecture.tensors().stream(), dense.stream()).toList()) {
      HostTensor tensor = rest.remove(spec.name());
      if (tensor == null) {
        faults.add("missing " + spec.name() + " " + spec.sizes());
      } else if (fits(spec, tensor, faults)) {
        ordered.put(spec.name(), tensor);
      }
    }
    for (TensorSpec spec : architecture.unused()) {
      HostTensor tensor = rest.remove(spec.name());
      if (tensor != null && fits(spec, tensor, faults)) {
        ordered.put(spec.name(), tensor);
      }
    }
    TensorNames names = new TensorNames(architecture);
    rest.forEach(
        (name, tensor) -> {
          if (names.spare(name)) {
            ordered.put(name, tensor);
          } else {
            faults.add("surplus " + name);
          }
        });
    if (!faults.isEmpty()) {
      throw new ModelFormatException(
          mismatch
              + ": "
              + String.join("; ", faults.subList(0, Math.min(faults.size(), NAMED_FAULTS)))
              + (faults.size() > NAMED_FAULTS
                  ? "; and " + (faults.size() - NAMED_FAULTS) + " more"
                  : ""));
    }
    return Collections.unmodifiableMap(ordered);
  }

  private static boolean fits(TensorSpec spec, HostTensor tensor, List<String> faults) {
    List<Long> sizes = Arrays.stream(tensor.shape()).boxed().toList();
    if (!sizes.equals(spec.sizes())) {
      faults.add("%s has the shape %s, expected %s".formatted(spec.name(), sizes, spec.sizes()));
      return false;
    }
    if (!tensor.type().floating()) {
      faults.add(
          "%s has the type %s, which cannot be trained".formatted(spec.name(), tensor.type()));
      return false;
    }
    return true;
  }

  /** The name that a tensor gets in a file: the one it had, or its canonical one. */
  String fileName(String canonical) {
    return fileNames.getOrDefault(canonical, canonical);
  }

  /**
   * Puts the spare tensors beside new weights. One that is the same as the word embeddings here,
   * and that the new weights do not change, is tied to them: it follows the new ones.
   *
   * @param needed names of the tensors that are not spare
   */
  Map<String, HostTensor> completed(
      Map<String, HostTensor> changed, Set<String> needed, TensorSpec words) {
    Map<String, HostTensor> complete = new HashMap<>(changed);
    HostTensor before = tensors.get(words.name());
    HostTensor after = changed.get(words.name());
    tensors.forEach(
        (name, spare) -> {
          if (!needed.contains(name)) {
            HostTensor given = complete.getOrDefault(name, spare);
            boolean tied =
                before != null && after != null && same(spare, before) && same(given, spare);
            complete.put(name, tied ? after : given);
          }
        });
    return complete;
  }

  private static boolean same(HostTensor a, HostTensor b) {
    return a.type() == b.type() && Arrays.equals(a.shape(), b.shape()) && a.data().equals(b.data());
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.adapter;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads and writes the folders of Hugging Face's PEFT that hold a LoRA adapter. Stateless. */
public final class PeftFolder {
  private static final String CONFIG = "adapter_config.json";
  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final String PREFIX = "base_model.model.";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private PeftFolder() {}

  /**
   * Reads a folder.
   *
   * @param architecture of the base model, whose layers the adapter must fit
   * @throws ModelFormatException where a file is missing, or says something that is not supported
   */
  public static PeftAdapter read(Path folder, Architecture architecture) throws IOException {
    Path file = folder.resolve(CONFIG);
    if (!Files.exists(file) || !Files.exists(folder.resolve(WEIGHTS))) {
      throw new ModelFormatException(
          "%s is no folder of an adapter: it needs %s and %s".formatted(folder, CONFIG, WEIGHTS));
    }
    PeftSettings settings = PeftSettings.read(file, architecture.prefix());
    Map<String, HostTensor> tensors = new TreeMap<>();
    Map<String, HostTensor> whole = new TreeMap<>();
    for (Map.Entry<String, HostTensor> tensor :
        Safetensors.read(folder.resolve(WEIGHTS)).entrySet()) {
      String name = canonical(tensor.getKey(), architecture.prefix());
      if (AdaptedLayers.isAdapter(name) || (settings.lengths() && AdaptedLayers.isLength(name))) {
        tensors.put(name, tensor.getValue());
      } else if (settings.wholeTensors() && isWhole(name, tensor.getValue(), architecture)) {
        whole.put(name, tensor.getValue());
      } else {
        throw new ModelFormatException(
            "%s: tensor %s is not supported; supported are lora_A and lora_B of linear layers, and of DoRA their lora_magnitude_vector%s"
                .formatted(folder.resolve(WEIGHTS), tensor.getKey(), PeftSettings.REMEDY));
      }
    }
    Map<String, Double> scales = new HashMap<>();
    for (String layer : AdaptedLayers.layers(tensors.keySet())) {
      scales.put(layer, settings.scale(layer));
    }
    PeftAdapter adapter = new PeftAdapter(settings.dropout(), scales, tensors, whole);
    check(folder, settings, adapter, architecture);
    return adapter;
  }

  /**
   * Writes a folder that appears whole or not at all.
   *
   * @param adapter with layers that are alike
   * @param base name or path of the base model, for PEFT to find it
   * @param target must not exist
   */
  public static void write(PeftAdapter adapter, String base, Path target) throws IOException {
    Path absolute = target.toAbsolutePath().normalize();
    if (Files.exists(absolute)) {
      throw new FileAlreadyExistsException(absolute.toString());
    }
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new IOException(absolute + " cannot be the folder of an adapter");
    }
    Files.createDirectories(parent);
    // Not the platform's temporary directory, which only its owner may read.
    Path temporary =
        Files.createDirectory(
            parent.resolve("." + absolute.getFileName() + "." + UUID.randomUUID()));
    try {
      JSON.writeValue(temporary.resolve(CONFIG).toFile(), config(adapter, base));
      Map<String, HostTensor> named = new TreeMap<>();
      adapter.tensors().forEach((name, tensor) -> named.put(PREFIX + name, tensor));
      Safetensors.write(temporary.resolve(WEIGHTS), named, Map.of("format", "pt"));
      Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary.resolve(CONFIG));
      Files.deleteIfExists(temporary.resolve(WEIGHTS));
      Files.deleteIfExists(temporary);
    }
  }

  /** Whether two folders hold the same adapter, byte for byte. */
  public static boolean same(Path a, Path b) throws IOException {
    for (String file : List.of(CONFIG, WEIGHTS)) {
      if (!Files.exists(b.resolve(file)) || Files.mismatch(a.resolve(file), b.resolve(file)) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static ObjectNode config(PeftAdapter adapter, String base) {
    ObjectNode config = JSON.createObjectNode();
    config
        .put("base_model_name_or_path", base)
        .put("bias", "none")
        .put("fan_in_fan_out", false)
        .put("inference_mode", true)
        .put("init_lora_weights", true)
        .put("lora_alpha", adapter.scale() * adapter.rank())
        .put("lora_dropout", adapter.dropout())
        .put("peft_type", "LORA")
        .put("r", adapter.rank())
        .put("task_type", "FEATURE_EXTRACTION")
        .put("use_dora", false)
        .put("use_rslora", false);
    ArrayNode layers = config.putArray("target_modules");
    adapter.layers().forEach(layers::add);
    return config;
  }

  /** The name that a tensor has in the base model, or an adapter's of its layer. */
  private static String canonical(String name, String prefix) {
    String bare = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    bare =
        bare.replace(".default", "").replace(".base_layer.", ".").replace(".modules_to_save.", ".");
    return bare.startsWith(prefix) ? bare.substring(prefix.length()) : bare;
  }

  private static boolean isWhole(String name, HostTensor tensor, Architecture architecture) {
    List<Long> sizes = Arrays.stream(tensor.shape()).boxed().toList();
    return Stream.concat(architecture.tensors().stream(), architecture.unused().stream())
        .anyMatch(spec -> spec.name().equals(name) && spec.sizes().equals(sizes));
  }

  private static void check(
      Path folder, PeftSettings settings, PeftAdapter adapter, Architecture architecture)
      throws ModelFormatException {
    AdaptedLayers layers;
    try {
      layers = AdaptedLayers.named(architecture, adapter.layers());
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(folder + ": " + e.getMessage(), e);
    }
    layers.check(folder, adapter, settings);
  }
}

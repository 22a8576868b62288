/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The modules that {@code modules.json} puts in a row: the transformer, the pooling, dense layers,
 * the normalisation. A folder without the file has normalised vectors and mean pooling, that of a
 * causal language model the last token.
 *
 * @param transformer sub folder with the transformer's files, empty where they lie at the top
 * @param pooling how token vectors are joined; several stand side by side
 * @param includePrompt whether the tokens of the prompt take part in the pooling
 * @param pooledWidth width of a token vector as the pooling says it, 0 where it does not
 * @param dense layers behind the pooling
 * @param normalize whether vectors have length 1
 */
record Modules(
    String transformer,
    List<Pooling> pooling,
    boolean includePrompt,
    int pooledWidth,
    List<DenseLayer> dense,
    boolean normalize) {
  private static final String FILE = "modules.json";
  private static final String POOLING = "1_Pooling";
  private static final String SUPPORTED =
      "supported are Transformer, Pooling, any number of Dense, Normalize, in this order";
  private static final String LIBRARY = "sentence_transformers.";

  Modules {
    pooling = List.copyOf(pooling);
    dense = List.copyOf(dense);
  }

  static Modules plain(List<Pooling> pooling, boolean normalize) {
    return new Modules("", pooling, true, 0, List.of(), normalize);
  }

  /** Whether a folder says which modules it has. */
  static boolean describedIn(Path folder) {
    return Files.exists(folder.resolve(FILE));
  }

  /** Whether a folder says how it pools, be it without modules. */
  static boolean poolingDescribedIn(Path folder) {
    return Files.exists(folder.resolve(POOLING).resolve("config.json"));
  }

  static Modules read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!describedIn(folder)) {
      Modules plain = plain(List.of(usual(folder)), true);
      return poolingDescribedIn(folder)
          ? plain.pooledAs(folder.resolve(POOLING).resolve("config.json"))
          : plain;
    }
    JsonNode modules = JsonFiles.read(file);
    Modules result = plain(List.of(Pooling.MEAN), false);
    Place place = Place.START;
    for (JsonNode module : modules) {
      String type = module.path("type").asText();
      String name = type.substring(type.lastIndexOf('.') + 1);
      if (name.equals("Dropout") && type.startsWith(LIBRARY)) {
        // It does nothing to an embedding; in training the network's own dropout counts.
        continue;
      }
      String path = within(folder, file, module.path("path").asText());
      Place next = type.startsWith(LIBRARY) ? Place.of(name) : Place.UNKNOWN;
      if (!place.before(next)) {
        throw new ModelFormatException("%s: %s".formatted(file, refusal(type, name)));
      }
      place = next;
      result =
          switch (next) {
            case TRANSFORMER ->
                new Modules(path, result.pooling, true, 0, List.of(), result.normalize);
            case POOLING -> result.pooledAs(folder.resolve(path).resolve("config.json"));
            case DENSE -> result.with(DenseLayer.read(folder, path));
            case NORMALIZE -> result.normalized();
            case START, UNKNOWN -> throw new IllegalStateException("refused before");
          };
    }
    if (place == Place.START || place == Place.TRANSFORMER) {
      throw new ModelFormatException(file + ": there is no pooling; " + SUPPORTED);
    }
    return result;
  }

  private static String refusal(String type, String name) {
    if (!type.startsWith(LIBRARY)) {
      return "module %s is code of the model's own, which is not run here; %s"
          .formatted(type, SUPPORTED);
    }
    return switch (name) {
      case "Router", "Asym" ->
          ("module %s holds a model for each kind of text; save each as a folder of its own, in"
                  + " sentence-transformers by SentenceTransformer(modules=list("
                  + "model[0].sub_modules['query'])).save_pretrained(..), and put the one for"
                  + " documents into the other as its sub folder %s")
              .formatted(type, ModelFolder.DOCUMENT_SIDE);
      default ->
          "module %s is not supported here; %s: take a model that is made of these"
              .formatted(type, SUPPORTED);
    };
  }

  /** The same with the mean, where no file names the pooling of tokens that look to both sides. */
  Modules bidirectional(Path folder) {
    return describedIn(folder) || poolingDescribedIn(folder)
        ? this
        : plain(List.of(Pooling.MEAN), normalize);
  }

  /** The pooling that sentence-transformers takes where none is named. */
  private static Pooling usual(Path transformer) throws IOException {
    JsonNode config = JsonFiles.readOptional(transformer.resolve("config.json"));
    boolean languageModel =
        config.path("architectures").path(0).asText().endsWith("ForCausalLM")
            && config.path("is_causal").asBoolean(true);
    return languageModel ? Pooling.LAST_TOKEN : Pooling.MEAN;
  }

  /** Where a module may stand. */
  private enum Place {
    START,
    TRANSFORMER,
    POOLING,
    DENSE,
    NORMALIZE,
    UNKNOWN;

    static Place of(String name) {
      return switch (name) {
        case "Transformer" -> TRANSFORMER;
        case "Pooling" -> POOLING;
        case "Dense" -> DENSE;
        case "Normalize" -> NORMALIZE;
        default -> UNKNOWN;
      };
    }

    boolean before(Place next) {
      return switch (next) {
        case START, UNKNOWN -> false;
        case TRANSFORMER -> this == START;
        case POOLING -> this == TRANSFORMER;
        case DENSE -> this == POOLING || this == DENSE;
        case NORMALIZE -> this == POOLING || this == DENSE || this == NORMALIZE;
      };
    }
  }

  private Modules pooledAs(Path file) throws IOException {
    JsonNode config = JsonFiles.read(file);
    JsonNode width = config.path("embedding_dimension");
    if (width.isMissingNode()) {
      width = config.path("word_embedding_dimension");
    }
    try {
      return new Modules(
          transformer,
          Pooling.read(config),
          config.path("include_prompt").asBoolean(true),
          width.asInt(0),
          dense,
          normalize);
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(file + ": " + e.getMessage(), e);
    }
  }

  private Modules with(DenseLayer layer) {
    List<DenseLayer> more = new ArrayList<>(dense);
    more.add(layer);
    return new Modules(transformer, pooling, includePrompt, pooledWidth, more, normalize);
  }

  private Modules normalized() {
    return new Modules(transformer, pooling, includePrompt, pooledWidth, dense, true);
  }

  /**
   * The width of an embedding over token vectors of a width.
   *
   * @throws ModelFormatException where the modules do not fit each other
   */
  int dimension(int width, Path folder) throws ModelFormatException {
    if (pooledWidth != 0 && pooledWidth != width) {
      throw new ModelFormatException(
          "%s: the pooling is for token vectors of width %d, the transformer's have %d; take the pooling of this transformer, or say %d in the pooling's config.json"
              .formatted(folder, pooledWidth, width, width));
    }
    int dimension = width * pooling.size();
    for (DenseLayer layer : dense) {
      if (layer.in() != dimension) {
        throw new ModelFormatException(
            "%s: dense layer %s takes vectors of width %d, but gets %d"
                .formatted(folder, layer.path(), layer.in(), dimension));
      }
      dimension = layer.out();
    }
    return dimension;
  }

  /**
   * Writes the modules so that old and new versions of sentence-transformers load them, the
   * transformer at the top.
   *
   * @param width of a token vector
   * @param weights hold those of the dense layers
   */
  void write(Path folder, long width, Map<String, HostTensor> weights, TensorType type)
      throws IOException {
    ArrayNode modules = JsonFiles.MAPPER.createArrayNode();
    add(modules, "", "Transformer");
    add(modules, POOLING, "Pooling");
    ObjectNode config = JsonFiles.MAPPER.createObjectNode();
    config.put("word_embedding_dimension", width);
    Pooling.write(pooling, config);
    if (!includePrompt) {
      config.put("include_prompt", false);
    }
    Files.createDirectories(folder.resolve(POOLING));
    JsonFiles.write(folder.resolve(POOLING).resolve("config.json"), config);
    for (int i = 0; i < dense.size(); i++) {
      String path = modules.size() + "_Dense";
      add(modules, path, "Dense");
      dense.get(i).write(folder.resolve(path), i, weights, type);
    }
    if (normalize) {
      String path = modules.size() + "_Normalize";
      add(modules, path, "Normalize");
      Files.createDirectories(folder.resolve(path));
      JsonFiles.write(
          folder.resolve(path).resolve("config.json"), JsonFiles.MAPPER.createObjectNode());
    }
    JsonFiles.write(folder.resolve(FILE), modules);
  }

  private static void add(ArrayNode modules, String path, String type) {
    int index = modules.size();
    ObjectNode module = modules.addObject();
    module.put("idx", index).put("name", Integer.toString(index)).put("path", path);
    // The spelling of the first versions, which the newer ones still resolve.
    module.put("type", "sentence_transformers.models." + type);
  }

  private static String within(Path folder, Path file, String path) throws ModelFormatException {
    Path top = folder.normalize();
    if (!top.resolve(path).normalize().startsWith(top)) {
      throw new ModelFormatException(file + ": the path '" + path + "' leads out of the folder");
    }
    return path.equals(".") ? "" : path;
  }
}

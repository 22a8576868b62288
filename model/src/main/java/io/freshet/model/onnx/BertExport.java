/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A BERT in an ONNX graph: its weights by the names of model folders, and its configuration. */
final class BertExport {
  private static final String WORDS = "embeddings.word_embeddings.weight";
  private static final Pattern LAYER = Pattern.compile("encoder\\.layer\\.(\\d{1,4})\\..*");

  /** Rows and columns that are turned at a time, so that both sides stay in the cache. */
  private static final int TILE = 32;

  private final String where;
  private final GraphSettings settings;
  private final Map<String, HostTensor> weights;

  private BertExport(String where, GraphSettings settings, Map<String, HostTensor> weights) {
    this.where = where;
    this.settings = settings;
    this.weights = weights;
  }

  /**
   * Finds the weights.
   *
   * @param where the graph was read, for messages
   * @throws ModelFormatException where it is no BERT, or a weight's place is not told
   */
  static BertExport of(OnnxGraph graph, String where) throws ModelFormatException {
    String prefix = prefix(graph, where);
    Map<String, LinearLayer> layers = LinearLayers.of(graph, prefix, where);
    Map<String, HostTensor> weights = new LinkedHashMap<>();
    Set<String> placed = new HashSet<>();
    for (LinearLayer layer : layers.values()) {
      HostTensor matrix = host(layer.matrix(), where);
      weights.put(layer.module() + ".weight", layer.inByOut() ? turned(matrix) : matrix);
      placed.add(layer.initializer());
    }
    for (Map.Entry<String, OnnxTensor> entry : graph.initializers().entrySet()) {
      String name = entry.getKey();
      OnnxTensor tensor = entry.getValue();
      // Single numbers are constants of the computation, whole numbers positions and shapes.
      if (!placed.contains(name) && tensor.type().real() && tensor.elements() > 1) {
        weights.put(
            name.startsWith(prefix) ? name.substring(prefix.length()) : name, host(tensor, where));
      }
    }
    return new BertExport(where, new GraphSettings(graph, layers), weights);
  }

  /** What the names of all tensors of the network begin with. */
  private static String prefix(OnnxGraph graph, String where) throws ModelFormatException {
    List<String> words =
        graph.initializers().keySet().stream().filter(name -> name.endsWith(WORDS)).toList();
    if (words.size() != 1) {
      throw new ModelFormatException(
          "%s is not the export of one BERT: it holds %s tensors called %s, and begins with %s; of ONNX exports only BERT's are supported"
              .formatted(
                  where,
                  words.isEmpty() ? "no" : Integer.toString(words.size()),
                  WORDS,
                  graph.initializers().keySet().stream().limit(3).toList()));
    }
    return words.get(0).substring(0, words.get(0).length() - WORDS.length());
  }

  /** The weights by name; large ones are slices of the mapped file. */
  Map<String, HostTensor> weights() {
    return weights;
  }

  /**
   * The {@code config.json} of the network.
   *
   * @param given what the caller says; it must not contradict the graph
   * @throws ModelFormatException where neither tells a setting
   */
  ObjectNode config(OnnxSettings given, long padId) throws ModelFormatException {
    long[] words = shape(WORDS);
    long width = words[1];
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.putArray("architectures").add("BertModel");
    return config
        .put("model_type", "bert")
        .put("attention_probs_dropout_prob", 0.1)
        .put(
            "hidden_act",
            told("activation", "--activation", settings.activation(), given.activation()))
        .put("hidden_dropout_prob", 0.1)
        .put("hidden_size", width)
        .put("initializer_range", 0.02)
        .put("intermediate_size", shape("encoder.layer.0.intermediate.dense.weight")[0])
        .put(
            "layer_norm_eps",
            told("epsilon of the normalisations", "--epsilon", settings.epsilon(), given.epsilon()))
        .put("max_position_embeddings", shape("embeddings.position_embeddings.weight")[0])
        .put(
            "num_attention_heads",
            told("number of attention heads", "--heads", settings.heads(width), given.heads()))
        .put("num_hidden_layers", layers())
        .put("pad_token_id", padId)
        .put("type_vocab_size", shape("embeddings.token_type_embeddings.weight")[0])
        .put("vocab_size", words[0]);
  }

  private <T> T told(String what, String option, Optional<T> graph, Optional<T> given)
      throws ModelFormatException {
    if (graph.isPresent() && given.isPresent() && !graph.equals(given)) {
      throw new ModelFormatException(
          "%s: the %s is %s by the graph, not %s; leave out %s"
              .formatted(where, what, graph.get(), given.get(), option));
    }
    return graph
        .or(() -> given)
        .orElseThrow(
            () ->
                new ModelFormatException(
                    "%s: the graph does not tell the %s; say it by %s"
                        .formatted(where, what, option)));
  }

  private long[] shape(String name) throws ModelFormatException {
    HostTensor tensor = weights.get(name);
    if (tensor == null || tensor.shape().length != 2) {
      throw new ModelFormatException(
          "%s is no BERT: it holds no matrix %s; of ONNX exports only BERT's are supported"
              .formatted(where, name));
    }
    return tensor.shape();
  }

  private int layers() {
    int layers = 0;
    for (String name : weights.keySet()) {
      Matcher layer = LAYER.matcher(name);
      if (layer.matches()) {
        layers = Math.max(layers, Integer.parseInt(layer.group(1)) + 1);
      }
    }
    return layers;
  }

  private static HostTensor host(OnnxTensor tensor, String where) throws ModelFormatException {
    if (tensor.type() != OnnxType.FLOAT || !tensor.complete()) {
      throw new ModelFormatException(
          "%s: the tensor %s cannot be used: it is %s of the sizes %s with %d bytes of data"
              .formatted(
                  where, tensor.name(), tensor.type(), tensor.sizes(), tensor.data().remaining()));
    }
    return new HostTensor(
        TensorType.F32,
        tensor.sizes().stream().mapToLong(Long::longValue).toArray(),
        tensor.data());
  }

  /** Copies a matrix with rows and columns exchanged, outside the Java heap. */
  private static HostTensor turned(HostTensor matrix) {
    int rows = Math.toIntExact(matrix.shape()[0]);
    int columns = Math.toIntExact(matrix.shape()[1]);
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(matrix.data().remaining()).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer from = matrix.data().asFloatBuffer();
    FloatBuffer to = bytes.asFloatBuffer();
    for (int top = 0; top < rows; top += TILE) {
      for (int left = 0; left < columns; left += TILE) {
        for (int row = top; row < Math.min(rows, top + TILE); row++) {
          for (int column = left; column < Math.min(columns, left + TILE); column++) {
            to.put(column * rows + row, from.get(row * columns + column));
          }
        }
      }
    }
    return new HostTensor(TensorType.F32, new long[] {columns, rows}, bytes);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.opensearch.client.DocumentFields;
import io.freshet.connectors.opensearch.client.MetadataType;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.VectorPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings and mappings of a generation's index, written when it is created and read back
 * later.
 */
final class IndexDefinition {

  private static final String ANALYZER = "words";
  private static final String META = "_meta";
  private static final String CHUNKS = "chunks";
  private static final String TYPES = "types";
  private static final String TASK_VECTORS = "task_vectors";
  private static final String WRITE = "-write";
  private static final String REPLICAS = "number_of_replicas";
  private static final String REFRESH = "refresh_interval";
  private static final String NEVER = "-1";
  private static final int QUANTIZED_BITS = 7;

  private IndexDefinition() {}

  /**
   * The alias that the sink writes through. Where a cluster makes missing indices by itself, a
   * write to a deleted one must not bring it back with guessed mappings: only a write that requires
   * an alias is safe from that.
   */
  static String writeAlias(String index) {
    return index + WRITE;
  }

  /** The index of a name that {@link #writeAlias} made. */
  static String indexOf(String writeAlias) {
    return writeAlias.endsWith(WRITE)
        ? writeAlias.substring(0, writeAlias.length() - WRITE.length())
        : writeAlias;
  }

  static ObjectNode of(GenerationSpec spec) {
    ObjectNode root = OpenSearchConnection.newObject();
    root.putObject("aliases").putObject(writeAlias(spec.index()));
    settings(root.putObject("settings"), spec);
    ObjectNode mappings = root.putObject("mappings");
    // A vector of another version's field must be refused and not just kept.
    mappings.put("dynamic", "strict");
    meta(mappings.putObject(META), spec);
    ObjectNode properties = mappings.putObject("properties");
    properties.putObject(DocumentFields.TITLE).put("type", "text").put("analyzer", ANALYZER);
    properties.putObject(DocumentFields.TEXT).put("type", "text").put("analyzer", ANALYZER);
    properties.putObject(DocumentFields.METADATA).put("type", "flat_object");
    if (!spec.shape().types().isEmpty()) {
      ObjectNode typed = properties.putObject(DocumentFields.TYPED).put("dynamic", "strict");
      ObjectNode fields = typed.putObject("properties");
      sorted(spec.shape().types())
          .forEach((name, type) -> fields.putObject(name).put("type", type.mapping()));
    }
    properties.putObject(DocumentFields.DELETED).put("type", "boolean");
    vectors(properties, spec.vectorField(), spec.dimension(), spec);
    for (TaskVectors own : spec.shape().taskVectors()) {
      vectors(properties, own.field(), own.dimension(), spec);
    }
    return root;
  }

  private static void vectors(
      ObjectNode properties, String name, int dimension, GenerationSpec spec) {
    ObjectNode field = properties.putObject(name);
    VectorPath path = new VectorPath(spec.shape().path(name));
    if (path.isNested()) {
      field.put("type", "nested").put("dynamic", "strict");
      field = field.putObject("properties").putObject(path.leaf());
    }
    vector(field, dimension, spec);
  }

  /**
   * The same for an index that nobody searches yet: what is written is not made visible again and
   * again, each time as a small graph that is merged away, and not indexed once more a copy.
   */
  static ObjectNode building(GenerationSpec spec) {
    ObjectNode root = of(spec);
    ObjectNode index = (ObjectNode) root.path("settings").path("index");
    index.put(REPLICAS, 0);
    index.put(REFRESH, NEVER);
    return root;
  }

  /** The settings that an index gets when its build has ended. */
  static ObjectNode built(int replicas) {
    ObjectNode root = OpenSearchConnection.newObject();
    searched(root.putObject("index"), replicas);
    return root;
  }

  /** Whether the settings are still those of {@link #building}. */
  static boolean isBuilding(JsonNode settings) {
    return settings.path("index").path(REFRESH).asText().equals(NEVER);
  }

  private static void searched(ObjectNode index, int replicas) {
    index.put(REPLICAS, replicas);
    index.put(REFRESH, "1s");
  }

  private static void settings(ObjectNode settings, GenerationSpec spec) {
    ObjectNode index = settings.putObject("index");
    index.put("knn", true);
    index.put("number_of_shards", spec.shards());
    searched(index, spec.replicas());
    ObjectNode analysis = index.putObject("analysis");
    ObjectNode analyzer = analysis.putObject("analyzer").putObject(ANALYZER);
    analyzer.put("type", "custom");
    analyzer.put("tokenizer", "standard");
    // Identifiers are found by their words: fetchOffsets, fetch_offsets, fetch offsets.
    analyzer.putArray("filter").add("word_delimiter_graph").add("lowercase");
  }

  private static void vector(ObjectNode field, int dimension, GenerationSpec spec) {
    field.put("type", "knn_vector");
    field.put("dimension", dimension);
    ObjectNode method = field.putObject("method");
    method.put("name", "hnsw");
    method.put("engine", "lucene");
    // On normalised vectors this is the cosine, and it takes a vector of zeros too.
    method.put("space_type", "innerproduct");
    ObjectNode parameters = method.putObject("parameters");
    parameters.put("m", spec.hnswM());
    parameters.put("ef_construction", spec.hnswEfConstruction());
    if (spec.vectors() == VectorFormat.QUANTIZED) {
      ObjectNode encoder = parameters.putObject("encoder").put("name", "sq");
      encoder.putObject("parameters").put("bits", QUANTIZED_BITS);
    }
  }

  private static void meta(ObjectNode meta, GenerationSpec spec) {
    meta.put("vector_field", spec.vectorField());
    meta.put("dimension", spec.dimension());
    meta.put("version_name", spec.versionName());
    meta.put("version_step", spec.versionStep());
    meta.put("digest", spec.digest());
    meta.put("model_uri", spec.modelUri());
    spec.shape()
        .chunking()
        .ifPresent(
            chunking ->
                meta.putObject(CHUNKS)
                    .put("tokens", chunking.tokens())
                    .put("overlap", chunking.overlap())
                    .put("at_most", chunking.atMost()));
    if (!spec.shape().types().isEmpty()) {
      ObjectNode types = meta.putObject(TYPES);
      sorted(spec.shape().types()).forEach((name, type) -> types.put(name, type.word()));
    }
    if (!spec.shape().taskVectors().isEmpty()) {
      ArrayNode vectors = meta.putArray(TASK_VECTORS);
      spec.shape().taskVectors().forEach(own -> write(own, vectors.addObject()));
    }
    ObjectNode sources = meta.putObject("sources");
    spec.sources().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> sources.put(entry.getKey(), entry.getValue()));
  }

  private static void write(TaskVectors own, ObjectNode node) {
    node.put("field", own.field()).put("dimension", own.dimension());
    node.put("prompt", own.profile().prompt()).put("max_length", own.profile().maxLength());
    own.profile().projection().ifPresent(task -> node.put("projection", task));
    ArrayNode tasks = node.putArray("tasks");
    own.tasks().forEach(tasks::add);
  }

  private static TaskVectors taskVectors(JsonNode node) {
    List<String> tasks = new ArrayList<>();
    node.path("tasks").forEach(task -> tasks.add(task.asText()));
    return new TaskVectors(
        node.path("field").asText(),
        node.path("dimension").asInt(),
        new DocumentProfile(
            node.path("prompt").asText(),
            node.path("max_length").asInt(),
            node.has("projection")
                ? Optional.of(node.path("projection").asText())
                : Optional.empty()),
        tasks);
  }

  /** Whether the mappings are those of a generation. */
  static boolean isGeneration(JsonNode mappings) {
    return mappings.path(META).hasNonNull("vector_field");
  }

  static ServingGeneration generation(String index, JsonNode mappings) {
    JsonNode meta = mappings.path(META);
    IndexShape shape = shape(mappings);
    return new ServingGeneration(
        index,
        shape.path(meta.path("vector_field").asText()),
        meta.path("digest").asText(),
        meta.path("version_name").asText(),
        meta.path("version_step").asLong(),
        meta.path("model_uri").asText(),
        shape);
  }

  private static <V> Map<String, V> sorted(Map<String, V> map) {
    return new TreeMap<>(map);
  }

  /** What becomes of documents in the index. */
  static IndexShape shape(JsonNode mappings) {
    List<TaskVectors> vectors = new ArrayList<>();
    mappings.path(META).path(TASK_VECTORS).forEach(own -> vectors.add(taskVectors(own)));
    return new IndexShape(chunking(mappings), types(mappings), vectors);
  }

  private static Map<String, MetadataType> types(JsonNode mappings) {
    Map<String, MetadataType> types = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : mappings.path(META).path(TYPES).properties()) {
      types.put(entry.getKey(), MetadataType.of(entry.getValue().asText()));
    }
    return types;
  }

  private static Optional<Chunking> chunking(JsonNode mappings) {
    JsonNode chunks = mappings.path(META).path(CHUNKS);
    return chunks.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Chunking(
                chunks.path("tokens").asInt(),
                chunks.path("overlap").asInt(),
                chunks.path("at_most").asInt()));
  }

  static int dimension(JsonNode mappings) {
    return mappings.path(META).path("dimension").asInt();
  }

  static Map<String, String> sources(JsonNode mappings) {
    Map<String, String> sources = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : mappings.path(META).path("sources").properties()) {
      sources.put(entry.getKey(), entry.getValue().asText());
    }
    return sources;
  }
}

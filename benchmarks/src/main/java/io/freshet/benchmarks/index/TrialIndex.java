/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An index that is built, searched and deleted, as the job makes it but for what is tried. */
final class TrialIndex {
  /** What recall is told of. */
  static final int DEPTH = 10;

  private static final String NAME = "tried";
  private static final String DIGEST = "0123456789abcdef";
  private static final String FIELD = GenerationSpec.vectorField(DIGEST);
  private static final String NDJSON = "application/x-ndjson";
  private static final int CANDIDATES = 100;
  private static final int GREATEST_BYTE = 127;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final OpenSearchConnection connection;
  private final ProcessHandle node;
  private final EncodedTexts texts;
  private final List<Set<String>> nearest;
  private final double scale;

  /**
   * An index on a node.
   *
   * @param nearest ids of the nearest documents of each query, which are their numbers
   */
  TrialIndex(
      OpenSearchConnection connection,
      ProcessHandle node,
      EncodedTexts texts,
      List<Set<String>> nearest) {
    this.connection = connection;
    this.node = node;
    this.texts = texts;
    this.nearest = List.copyOf(nearest);
    float greatest = 0;
    for (float[] vector : texts.vectors()) {
      for (float number : vector) {
        greatest = Math.max(greatest, Math.abs(number));
      }
    }
    this.scale = GREATEST_BYTE / (double) greatest;
  }

  /**
   * Builds, measures and deletes.
   *
   * @param perSecond documents at most; 0 for as many as the node takes
   * @param oneSegment whether size, recall and latency are those of a single segment
   */
  Trial run(BuildWay way, VectorFormat format, int perSecond, boolean oneSegment)
      throws OpenSearchFailure {
    create(way, format);
    try {
      byte[][] lines = lines(format);
      Duration before = node.info().totalCpuDuration().orElseThrow();
      long start = System.nanoTime();
      load(lines, way.bulk(), perSecond);
      post("/_refresh", Map.of());
      if (way.merged()) {
        post("/_forcemerge", Map.of("max_num_segments", "1"));
        post("/_refresh", Map.of());
      }
      awaitMerges();
      double seconds = (System.nanoTime() - start) / 1e9;
      Duration spent = node.info().totalCpuDuration().orElseThrow().minus(before);
      if (oneSegment) {
        post("/_forcemerge", Map.of("max_num_segments", "1"));
        post("/_refresh", Map.of());
      }
      int segments = get("/_stats/segments").path("segments").path("count").asInt();
      double[] millis = new double[texts.queries().length];
      // Twice: the first time warms the node up.
      search(format, millis);
      double recall = search(format, millis);
      Arrays.sort(millis);
      post("/_flush", Map.of("force", "true"));
      return new Trial(
          seconds,
          spent.toMillis() / 1e3,
          segments,
          recall,
          millis[millis.length / 2],
          get("/_stats/store").path("store").path("size_in_bytes").asLong());
    } finally {
      new GenerationStore(connection).delete(NAME);
    }
  }

  private void create(BuildWay way, VectorFormat format) throws OpenSearchFailure {
    GenerationSpec spec =
        new GenerationSpec(
            "as-made",
            FIELD,
            texts.dimension(),
            "1",
            1,
            DIGEST,
            "file:///1",
            1,
            0,
            16,
            100,
            Map.of());
    GenerationStore store = new GenerationStore(connection);
    store.create(spec);
    JsonNode made =
        connection
            .call("GET", "/" + spec.index(), Map.of())
            .orThrow("read an index")
            .body()
            .path(spec.index());
    store.delete(spec.index());
    ObjectNode body = OpenSearchConnection.newObject();
    ObjectNode index = body.putObject("settings").putObject("index");
    JsonNode settings = made.path("settings").path("index");
    for (String kept : List.of("knn", "number_of_shards", "number_of_replicas", "analysis")) {
      index.set(kept, settings.path(kept));
    }
    body.set("mappings", made.path("mappings"));
    ObjectNode field = (ObjectNode) body.path("mappings").path("properties").path(FIELD);
    way.settings(index);
    way.field(field);
    format.settings(index);
    format.field(field);
    connection.call("PUT", "/" + NAME, Map.of(), body).orThrow("create an index");
  }

  private byte[][] lines(VectorFormat format) {
    byte[][] lines = new byte[texts.documents().size()][];
    for (int i = 0; i < lines.length; i++) {
      ObjectNode document = OpenSearchConnection.newObject();
      document.put("text", texts.documents().get(i));
      numbers(document.putArray(FIELD), texts.vectors()[i], format);
      lines[i] = ("{\"index\":{\"_id\":\"" + i + "\"}}\n" + document + "\n").getBytes(UTF_8);
    }
    return lines;
  }

  private void numbers(ArrayNode array, float[] vector, VectorFormat format) {
    for (float number : vector) {
      if (format.isBytes()) {
        long rounded = Math.round(number * scale);
        array.add(Math.max(-GREATEST_BYTE, Math.min(GREATEST_BYTE, rounded)));
      } else {
        array.add(number);
      }
    }
  }

  private void load(byte[][] lines, int bulk, int perSecond) throws OpenSearchFailure {
    long start = System.nanoTime();
    for (int from = 0; from < lines.length; from += bulk) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int i = from; i < Math.min(lines.length, from + bulk); i++) {
        body.writeBytes(lines[i]);
      }
      if (perSecond > 0) {
        // As a source that is no faster: a request is sent when its last document is there.
        long due = start + TimeUnit.SECONDS.toNanos(from + (long) bulk) / perSecond;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
      JsonNode answer =
          connection
              .call("POST", "/" + NAME + "/_bulk", Map.of(), body.toByteArray(), NDJSON)
              .orThrow("write")
              .body();
      if (answer.path("errors").asBoolean(true)) {
        throw new IllegalStateException("a document was refused: " + answer);
      }
    }
  }

  private void awaitMerges() throws OpenSearchFailure {
    while (get("/_stats/merge").path("merges").path("current").asInt() > 0) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private double search(VectorFormat format, double[] millis) throws OpenSearchFailure {
    int found = 0;
    int wanted = 0;
    for (int i = 0; i < millis.length; i++) {
      ObjectNode body = OpenSearchConnection.newObject();
      body.put("size", DEPTH).put("_source", false);
      ObjectNode knn = body.putObject("query").putObject("knn").putObject(FIELD);
      numbers(knn.putArray("vector"), texts.queries()[i], format);
      knn.put("k", DEPTH).putObject("method_parameters").put("ef_search", CANDIDATES);
      long start = System.nanoTime();
      JsonNode answer =
          connection.call("POST", "/" + NAME + "/_search", Map.of(), body).orThrow("search").body();
      millis[i] = (System.nanoTime() - start) / 1e6;
      Set<String> hits = new HashSet<>();
      answer.path("hits").path("hits").forEach(hit -> hits.add(hit.path("_id").asText()));
      hits.retainAll(nearest.get(i));
      found += hits.size();
      wanted += nearest.get(i).size();
    }
    return (double) found / wanted;
  }

  private void post(String path, Map<String, String> parameters) throws OpenSearchFailure {
    connection.call("POST", "/" + NAME + path, parameters).orThrow(path);
  }

  private JsonNode get(String path) throws OpenSearchFailure {
    return connection
        .call("GET", "/" + NAME + path, Map.of())
        .orThrow(path)
        .body()
        .path("_all")
        .path("primaries");
  }
}

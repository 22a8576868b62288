/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.options.WrongUseException;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.opensearch.client.DocumentReader;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.opensearch.generations.TaskVectors;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.model.EmbeddingModel;
import io.freshet.serving.IndexVerification;
import io.freshet.serving.IndexVerification.Foreign;
import io.freshet.serving.NothingServesException;
import io.freshet.serving.PassageEncoder;
import io.freshet.serving.VersionCache;
import io.freshet.serving.VersionLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Looks for vectors in an index that its version did not make. */
final class GenerationVerifier {
  private static final int BATCH_TOKENS = 8192;

  /** Documents that are named, at most; all are counted. */
  private static final int NAMED = 20;

  private static final long TOLD_EVERY = 1_000;

  private GenerationVerifier() {}

  /**
   * What was found.
   *
   * @param foreign documents whose vectors are not their version's, all of them
   */
  record Report(
      ServingGeneration generation, IndexVerification.Counts counts, List<Foreign> foreign) {

    /** Prints it; the first documents by name. */
    void print(PrintWriter out) {
      out.printf(
          Locale.ROOT,
          "%s, version %s: %,d documents compared, %,d tombstones left out, %,d foreign%n",
          generation.index(),
          generation.versionName(),
          counts.documents(),
          counts.tombstones(),
          foreign.size());
      foreign.stream().limit(NAMED).forEach(each -> out.println("  " + line(each)));
      if (foreign.size() > NAMED) {
        out.printf("  and %d more%n", foreign.size() - NAMED);
      }
    }

    private static String line(Foreign foreign) {
      if (foreign instanceof Foreign.Elsewhere elsewhere) {
        return String.format(Locale.ROOT, "%s: cosine %.4f", elsewhere.id(), elsewhere.cosine());
      }
      Foreign.OtherShape shape = (Foreign.OtherShape) foreign;
      return "%s: %d vectors instead of %d, or of another length"
          .formatted(shape.id(), shape.found(), shape.expected());
    }

    ObjectNode json() {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      object
          .put("index", generation.index())
          .put("version", generation.versionName())
          .put("documents", counts.documents())
          .put("tombstones", counts.tombstones());
      ArrayNode array = object.putArray("foreign");
      foreign.forEach(each -> array.add(each.id()));
      return object;
    }
  }

  /**
   * Compares all documents of an index.
   *
   * @param index empty for the one that serves
   * @param cache where versions are kept
   * @param log is told how far it is
   */
  static Report run(FreshetConfig config, String index, Path cache, PrintWriter log)
      throws IOException, WrongUseException {
    try (OpenSearchConnection connection =
        OpenSearchConnection.open(config.opensearch().connection())) {
      GenerationStore store = new GenerationStore(connection);
      ServingGeneration generation = generation(store, config.opensearch().alias(), index);
      VersionLoader versions =
          new VersionLoader(
              new VersionCache(new ModelRegistry(config.registry().path()), cache),
              config.model().compute(BATCH_TOKENS));
      store.refresh(generation.index());
      DocumentReader reader = new DocumentReader(connection);
      Map<String, Foreign> foreign = new LinkedHashMap<>();
      try (EmbeddingModel model = versions.load(generation.modelUri(), generation.digest())) {
        IndexVerification.Counts counts =
            verification(reader, generation, Optional.empty(), model)
                .run(each -> foreign.put(each.id(), each), seen -> tell(seen, log));
        for (TaskVectors own : generation.shape().taskVectors()) {
          IndexVerification.Counts unused =
              verification(reader, generation, own.tasks().stream().findFirst(), model)
                  .run(each -> foreign.putIfAbsent(each.id(), each), seen -> tell(seen, log));
        }
        return new Report(generation, counts, List.copyOf(foreign.values()));
      }
    }
  }

  private static IndexVerification verification(
      DocumentReader reader,
      ServingGeneration generation,
      Optional<String> task,
      EmbeddingModel model) {
    return new IndexVerification(
        reader, generation.forTask(task), new PassageEncoder(model, generation.profile(task)));
  }

  private static ServingGeneration generation(GenerationStore store, String alias, String index)
      throws IOException, WrongUseException {
    if (index.isEmpty()) {
      return store.serving(alias).orElseThrow(() -> new NothingServesException(alias));
    }
    return store
        .generation(index)
        .orElseThrow(
            () ->
                new WrongUseException(
                    "there is no generation '" + index + "'; 'freshet generations' lists them"));
  }

  private static void tell(long seen, PrintWriter log) {
    if (seen % TOLD_EVERY == 0) {
      log.printf(Locale.ROOT, "%,d documents%n", seen);
      log.flush();
    }
  }
}

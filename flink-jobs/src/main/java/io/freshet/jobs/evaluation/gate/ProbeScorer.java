/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import io.freshet.config.FreshetConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.opensearch.generations.DocumentProfile;
import io.freshet.evaluation.beir.BeirEvaluator;
import io.freshet.evaluation.beir.BeirFolder;
import io.freshet.evaluation.beir.TextEncoder;
import io.freshet.evaluation.metrics.MetricResults;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.jobs.models.VersionModels;
import io.freshet.jobs.models.Workers;
import io.freshet.jobs.probes.ProbeSetDigest;
import io.freshet.jobs.probes.ProbeSets;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.serving.PassageEncoder;
import io.freshet.serving.QueryEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/**
 * Scores versions by exact search over the probe sets, on a thread of its own. Queries are encoded
 * with the prompt and length of their task, documents as an index encodes them for searches of the
 * task.
 */
public final class ProbeScorer implements VersionScorer {
  private static final String NDCG = "ndcg_cut_10";
  private static final RankingMetrics METRICS =
      RankingMetrics.of(List.of(NDCG, "recall_10", "recip_rank"));
  private static final int DEPTH = 100;

  private final FreshetConfig config;
  private final ExecutorService worker = Workers.single("freshet-gate");
  private final VersionModels models;
  private volatile boolean closed;

  /**
   * A scorer.
   *
   * @param config its probe path, registry, tasks and device are used
   * @throws UncheckedIOException if there is no room for local copies of versions
   */
  public ProbeScorer(FreshetConfig config) {
    this.config = config;
    try {
      this.models = VersionModels.of(config);
      // What is missing fails the job at its start and not at its first candidate.
      probeSets();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CompletableFuture<ProbeScores> score(String uri, String digest) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return scoreNow(uri, digest);
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        },
        worker);
  }

  private ProbeScores scoreNow(String uri, String digest) throws IOException {
    EmbeddingModel model = models.load(uri, digest);
    Map<String, Map<String, Double>> ndcg = new HashMap<>();
    Map<String, Double> means = new HashMap<>();
    Map<String, String> sets = new HashMap<>();
    Map<String, String> asked = new HashMap<>();
    EncodedDocuments encoded = new EncodedDocuments();
    for (Map.Entry<String, Path> probe : probeSets().entrySet()) {
      String task = probe.getKey();
      String digestOfSet = ProbeSetDigest.of(probe.getValue());
      MetricResults results =
          new BeirEvaluator(METRICS, DEPTH)
              .evaluate(
                  encoder(model, task, encoded),
                  BeirFolder.open(probe.getValue()),
                  ProbeSets.SPLIT,
                  Similarity.DOT,
                  config.model().compute(1))
              .metrics();
      if (!digestOfSet.equals(ProbeSetDigest.of(probe.getValue()))) {
        throw new IOException("the probe set of " + task + " changed while it was searched");
      }
      sets.put(task, digestOfSet);
      asked.put(task, asked(task));
      ndcg.put(task, results.values(NDCG));
      results.means().forEach((metric, mean) -> means.put(task + "." + metric, mean));
    }
    return new ProbeScores(digest, ndcg, means, sets, asked, encoded.perSecond());
  }

  /** The probe sets on this machine, read again each time: a refresh may have changed them. */
  private Map<String, Path> probeSets() throws IOException {
    return ProbeSets.fetch(config.evaluation().probePath());
  }

  /** How a task's queries and documents are encoded: scores by other ways say nothing of it. */
  private String asked(String name) {
    TaskConfig task = config.tasks().get(name);
    String documents = config.documentsOf(name).map(own -> " " + own.digest()).orElse("");
    return task == null ? "" : task.queryMaxLength() + " " + task.queryPrompt() + documents;
  }

  private TextEncoder encoder(EmbeddingModel model, String task, EncodedDocuments encoded) {
    Optional<DocumentProfile> profile =
        config.documentsOf(task).flatMap(wanted -> PassageEncoder.profile(wanted, model));
    PassageEncoder documents = new PassageEncoder(model, profile);
    QueryEncoder queries =
        new QueryEncoder(
            model, Optional.ofNullable(config.tasks().get(task)).map(TaskConfig::queries), profile);
    return (texts, role) -> {
      if (closed) {
        throw new IllegalStateException("the gate is closed");
      }
      return role == TextRole.QUERY
          ? queries.encode(texts)
          : encoded.timed(texts.size(), () -> documents.encode(texts));
    };
  }

  /** How many documents were encoded, and in what time. Used by one thread. */
  private static final class EncodedDocuments {
    private static final double SECOND = 1e9;

    private long documents;
    private long nanos;

    float[][] timed(int count, Supplier<float[][]> encoding) {
      long begun = System.nanoTime();
      float[][] vectors = encoding.get();
      nanos += System.nanoTime() - begun;
      documents += count;
      return vectors;
    }

    OptionalDouble perSecond() {
      return documents == 0 || nanos == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(documents * SECOND / nanos);
    }
  }

  @Override
  public void close() {
    closed = true;
    Workers.close(worker, models);
  }
}

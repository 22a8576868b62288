/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.negatives;

import io.freshet.config.FreshetConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.MinedExamples;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.jobs.negatives.KnownPositives;
import io.freshet.jobs.negatives.Minable;
import io.freshet.jobs.negatives.NegativeChoice;
import io.freshet.jobs.negatives.PositiveScores;
import io.freshet.jobs.negatives.ScoreCeiling;
import io.freshet.jobs.probes.HeldOutQueries;
import io.freshet.model.EmbeddingModel;
import io.freshet.serving.QueryEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Does to a list of examples what the job does to a stream: the same choice of examples and of
 * negatives, with an exact search in place of the index.
 *
 * @param config its shares, bounds and prompts are used
 */
record OfflineMiner(FreshetConfig config, Corpus corpus) {

  /** Mined examples, by the id of the example that each was made of. */
  Map<String, TrainingExample> mine(EmbeddingModel model, List<TrainingExample> examples) {
    Minable minable = new Minable(config.negatives(), HeldOutQueries.none());
    NegativeChoice choice =
        new NegativeChoice(
            new ScoreCeiling(config.negatives().scoreShare(), config.negatives().margin()),
            config.negatives().count());
    KnownPositives known = new KnownPositives();
    float[][] vectors = corpus.encode(model);
    Map<String, TrainingExample> mined = new LinkedHashMap<>();
    for (TrainingExample example : examples) {
      known.remember(example);
      if (minable.chooses(example)) {
        float[][] query = encode(model, example);
        List<TextItem> negatives =
            choice.of(
                example,
                PositiveScores.lowest(model, task -> Optional.empty(), List.of(example), query)[0],
                corpus.nearest(vectors, query[0], config.negatives().depth()),
                known.of(example));
        if (!negatives.isEmpty()) {
          mined.put(example.id(), MinedExamples.of(example, negatives, model.digest()));
        }
      }
    }
    return mined;
  }

  private float[][] encode(EmbeddingModel model, TrainingExample example) {
    TaskConfig task = Objects.requireNonNull(config.tasks().get(example.task()));
    return new QueryEncoder(model, Optional.of(task.queries())).encode(List.of(example.query()));
  }
}

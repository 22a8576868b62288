/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.TextRole;
import io.freshet.model.device.Argument;
import io.freshet.model.device.Scopes;
import io.freshet.model.loss.Candidates;
import io.freshet.model.loss.Loss;
import io.freshet.model.loss.LossTerm;
import io.freshet.model.loss.Need;
import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.settings.TaskObjective;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The loss of one sub-batch: the texts whose embeddings it needs, and what its programs take
 * besides them. Knows nothing of how the texts are encoded.
 */
public final class SubBatchLoss {
  private final SubBatch batch;
  private final TaskObjective objective;
  private final FrozenEmbeddings anchor;
  private final Optional<? extends FrozenEmbeddings> documentSide;
  private final Candidates candidates;

  /**
   * The loss of some rows.
   *
   * @param anchor asked only where the objective has an anchor
   * @param documentSide what embeds the documents, where they are not trained
   */
  SubBatchLoss(
      SubBatch batch,
      TaskObjective objective,
      FrozenEmbeddings anchor,
      Optional<? extends FrozenEmbeddings> documentSide) {
    this.batch = batch;
    this.objective = objective;
    this.anchor = anchor;
    this.documentSide = documentSide;
    Candidates.Reach reach =
        objective.losses().stream()
            .map(term -> term.loss().reach())
            .reduce(Candidates.Reach.NONE, Candidates.Reach::or);
    this.candidates = Candidates.of(batch.rows().stream().map(this::candidate).toList(), reach);
  }

  private Candidates.Row candidate(TrainingRow row) {
    return objective.views()
        ? new Candidates.Row(row.query(), row.query(), List.of(), List.of(), row.label())
        : new Candidates.Row(
            row.query(), row.positive(), row.negatives(), row.otherPositives(), row.label());
  }

  /** The task's name. */
  String task() {
    return batch.task();
  }

  /** How many rows the sub-batch has. */
  int size() {
    return batch.rows().size();
  }

  /** Share of the task's loss in a step. */
  double weight() {
    return objective.weight();
  }

  /** The weights of the rows. */
  List<Double> weights() {
    return batch.rows().stream().map(TrainingRow::weight).toList();
  }

  /** The loss on tokens, where there is one instead of losses on embeddings. */
  Optional<Loss> prediction() {
    return objective.prediction();
  }

  /** Queries with their prompts, one a row. */
  List<String> queries() {
    return batch.rows().stream().map(row -> row.queryPrompt() + row.query()).toList();
  }

  /**
   * Documents with their prompt: the positives, row by row, then the negatives. Where the task
   * learns from dropout, the queries again: they must be encoded a second time, under other draws.
   */
  List<String> documents() {
    return objective.views()
        ? queries()
        : candidates.documents().stream().map(text -> objective.documentPrompt() + text).toList();
  }

  /** Embeddings of the documents in order, where they are not trained; else none. */
  List<float[]> frozenDocuments() {
    return documentSide
        .map(side -> List.of(side.embed(documents(), TextRole.DOCUMENT, documentMaxLength())))
        .orElse(List.of());
  }

  /** Tokens that go through the network with their graph at once; 0 for no limit. */
  int microBatchTokens() {
    return objective.microBatchTokens();
  }

  /** Tokens of a query at most. */
  int queryMaxLength() {
    return objective.queryMaxLength();
  }

  /** Tokens of a document at most. */
  int documentMaxLength() {
    return objective.views() ? objective.queryMaxLength() : objective.documentMaxLength();
  }

  /** What the loss takes of each row: {@code rows} of the programs. */
  Argument rows(NDManager scope) {
    List<TrainingRow> rows = batch.rows();
    Map<String, NDArray> result = new HashMap<>();
    long documents = candidates.documents().size();
    result.put("excluded", scope.create(candidates.excluded(), new Shape(rows.size(), documents)));
    result.put(
        "owner",
        scope.create(candidates.owners().stream().mapToLong(Integer::longValue).toArray()));
    result.put("label", numbers(scope, rows.stream().map(TrainingRow::score).toList()));
    result.put("weight", numbers(scope, weights()));
    if (objective.needs(Need.TEACHER)) {
      long[] own = candidates.own();
      Shape shape = new Shape(rows.size(), own.length / rows.size());
      result.put("own", scope.create(own, shape));
      result.put("teacher", scope.create(teacher(own.length / rows.size()), shape));
    }
    if (objective.anchored()) {
      result.put("anchor_query", frozen(scope, queries(), TextRole.QUERY, queryMaxLength()));
      if (!objective.views() && documentSide.isEmpty()) {
        result.put(
            "anchor_document", frozen(scope, documents(), TextRole.DOCUMENT, documentMaxLength()));
      }
    }
    return Argument.of(result);
  }

  /** The teacher's scores in the order of the own keys, NaN where there is none. */
  private double[] teacher(int keys) {
    double[] scores = new double[size() * keys];
    for (int row = 0; row < size(); row++) {
      TrainingRow values = batch.rows().get(row);
      scores[row * keys] = values.score();
      for (int key = 1; key < keys; key++) {
        scores[row * keys + key] =
            key <= values.negativeScores().size()
                ? values.negativeScores().get(key - 1)
                : Double.NaN;
      }
    }
    return scores;
  }

  private NDArray frozen(NDManager scope, List<String> texts, TextRole role, int maxLength) {
    return scope.create(anchor.embed(texts, role, maxLength));
  }

  /** What the loss takes of the task: {@code task} of the programs. */
  Argument task(NDManager scope) {
    NDManager host = Scopes.host(scope);
    Map<String, NDArray> result = new HashMap<>();
    result.put("terms", host.create(LossTerm.numbers(objective.losses())));
    if (!objective.matryoshka().widths().isEmpty()) {
      result.put("widths", host.create(objective.matryoshka().numbers()));
    }
    result.put("weight", host.create(objective.weight()));
    return Argument.of(result);
  }

  /**
   * The values of the terms by name.
   *
   * @param values as the program returns them
   */
  Map<String, Double> terms(List<Double> values) {
    Map<String, Double> result = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      result.put(objective.losses().get(i).name(), values.get(i));
    }
    return result;
  }

  /** The weighted sum of the terms' values, before the task's weight. */
  double total(List<Double> values) {
    double sum = 0;
    for (int i = 0; i < values.size(); i++) {
      sum += objective.losses().get(i).weight() * values.get(i);
    }
    return sum;
  }

  /**
   * Whether ranks mean something: where pairs are only graded or held, a row's document may be
   * unlike its query.
   */
  boolean ranked() {
    return objective.losses().stream()
        .anyMatch(term -> !term.loss().reach().equals(Candidates.Reach.NONE));
  }

  /**
   * Sums the ranks of fresh rows.
   *
   * @param ranks of each row's own positive among its candidates, from 1
   */
  StepReport.InBatchRanks ranks(List<Long> ranks) {
    long count = 0;
    double reciprocals = 0;
    long first = 0;
    long among = 0;
    for (int i = 0; i < ranks.size(); i++) {
      if (batch.rows().get(i).fresh() && ranks.get(i) > 0) {
        count++;
        reciprocals += 1.0 / ranks.get(i);
        first += ranks.get(i) == 1 ? 1 : 0;
        among += candidates.count(i);
      }
    }
    return new StepReport.InBatchRanks(count, reciprocals, first, among);
  }

  private static NDArray numbers(NDManager scope, List<Double> values) {
    return scope.create(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.config.option.Option;
import io.freshet.config.option.Section;
import io.freshet.config.option.SectionReader;
import io.freshet.config.option.Values;
import io.freshet.connectors.opensearch.generations.DocumentProfile;
import io.freshet.model.loss.BuiltInLosses;
import io.freshet.model.loss.LossParameter;
import io.freshet.model.loss.Need;
import io.freshet.model.loss.Negatives;
import io.freshet.serving.QueryProfile;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * One task.
 *
 * @param weight lambda, the task's share in the loss of a step
 * @param temperature tau of the contrastive losses; scale of CoSENT is its inverse
 * @param losses those of the kind, or others, and their settings
 * @param projection numbers that a projection of its own makes of an embedding; 0 for none
 * @param learningRateFactor multiplies the learning rate of the projection
 * @param samplingWeight used by the strategy of explicit weights
 * @param minimumShare of the rows, whatever the strategy says
 * @param maximumShare of the rows, whatever the strategy says and however many examples arrive
 * @param microBatchTokens padded tokens that go through the network with their graph at once; 0 for
 *     no limit
 */
public record TaskConfig(
    String name,
    Kind kind,
    double weight,
    double temperature,
    String queryPrompt,
    String documentPrompt,
    int queryMaxLength,
    int documentMaxLength,
    int batchSize,
    int negativesPerQuery,
    Negatives negatives,
    TaskLosses losses,
    int projection,
    double learningRateFactor,
    double samplingWeight,
    double minimumShare,
    double maximumShare,
    int microBatchTokens)
    implements Serializable {
  /** The options of a task, below {@code tasks.<name>}. */
  static final Options OPTIONS = new Options();

  /** The options of a task, below {@code tasks.<name>}. */
  static final class Options extends Section<TaskConfig> {
    final Option<Kind> kind =
        add(
            Option.choice(
                "kind",
                Kind.class,
                Kind.RETRIEVAL,
                "What the task is about. It chooses the losses where `losses` names none: for retrieval, code, qa and in-context graded distillation where positives and negatives are scored, else InfoNCE; for similarity CoSENT where pairs are scored, else symmetric InfoNCE; for sentence-representation two dropout views of each query; for language-modelling the tokens of each query, which may be as long as a document."),
            TaskConfig::kind);
    final Option<Double> weight =
        add(
            Option.positive(
                "weight",
                1.0,
                1e6,
                "The task's share in the loss of a step. With one task a step it has no effect."),
            TaskConfig::weight);
    final Option<Double> temperature =
        add(LossOptions.number(LossParameter.TEMPERATURE), TaskConfig::temperature);
    final Option<String> queryPrompt =
        add(Option.text("query-prompt", "", "Put before every query."), TaskConfig::queryPrompt);
    final Option<String> documentPrompt =
        add(
            Option.text("document-prompt", "", "Put before every document."),
            TaskConfig::documentPrompt);
    final Option<Integer> queryMaxLength =
        add(
            Option.integer(
                "query-max-length",
                64,
                3,
                32_768,
                "Tokens a query at most; never more than `model.max-length`."),
            TaskConfig::queryMaxLength);
    final Option<Integer> documentMaxLength =
        add(
            Option.integer(
                "document-max-length",
                256,
                3,
                32_768,
                "Tokens a document at most; never more than `model.max-length`."),
            TaskConfig::documentMaxLength);
    final Option<Integer> batchSize =
        add(
            Option.integer(
                "batch-size",
                32,
                2,
                65_536,
                "Rows of a sub-batch; `sampling.batch-size` where not given."),
            TaskConfig::batchSize);
    final Option<Integer> negativesPerQuery =
        add(
            Option.integer(
                "negatives-per-query",
                3,
                0,
                256,
                "Negatives of its own that a query is trained with at most."),
            TaskConfig::negativesPerQuery);
    final Option<Negatives> negatives =
        add(
            Option.choice(
                "negatives",
                Negatives.class,
                Negatives.BATCH,
                LossParameter.NEGATIVES.description()),
            TaskConfig::negatives);
    final TaskLosses.Options losses = include(TaskLosses.OPTIONS, TaskConfig::losses);
    final Option<Integer> projection =
        add(
            Option.integer(
                "projection",
                0,
                0,
                65_536,
                "Numbers that a projection of the task's own makes of the embeddings of its queries and documents, no more than these have; 0 for none. It is trained with the task, lies in the version's folder (`heads/<task>`), and is used by `freshet encode --task`; indexing, search, evaluation and the gate use it where `indexing.task-vectors` names the task."),
            TaskConfig::projection);
    final Option<Double> learningRateFactor =
        add(
            Option.positive(
                "learning-rate-factor",
                1.0,
                1e3,
                "Multiplies the learning rate of the task's own parameters: its projection."),
            TaskConfig::learningRateFactor);
    final Option<Double> samplingWeight =
        add(
            Option.positive(
                "sampling-weight",
                1.0,
                1e6,
                "The task's share under `sampling.strategy: weights`."),
            TaskConfig::samplingWeight);
    final Option<Double> minimumShare =
        add(
            Option.real(
                "minimum-share",
                0,
                0,
                1,
                "The least share of the rows that the task has, whatever `sampling.strategy` says."),
            TaskConfig::minimumShare);
    final Option<Double> maximumShare =
        add(
            Option.positive(
                "maximum-share",
                1,
                1,
                "The largest share of the rows that the task has. Where more examples arrive, those beyond it are kept for replay untrained, and counted."),
            TaskConfig::maximumShare);
    final Option<Integer> microBatchTokens =
        add(
            Option.integer(
                "micro-batch-tokens",
                0,
                0,
                16_777_216,
                "Padded tokens of a micro-batch; `training.micro-batch-tokens` where not given."),
            TaskConfig::microBatchTokens);

    private Options() {}

    /** A task of a file whose other sections give what its own options leave open. */
    TaskConfig read(String name, Values v) {
      return read(name, v, v.get(ModelConfig.OPTIONS.maxLength));
    }

    private TaskConfig read(String name, Values v, int longest) {
      return new TaskConfig(
          name,
          v.get(kind),
          v.get(weight),
          v.get(temperature),
          v.get(queryPrompt),
          v.get(documentPrompt),
          Math.min(longest, v.get(queryMaxLength)),
          Math.min(longest, v.get(documentMaxLength)),
          v.getOr(batchSize, v.get(SamplingConfig.OPTIONS.batchSize)),
          v.get(negativesPerQuery),
          v.get(negatives),
          losses.read(v),
          v.get(projection),
          v.get(learningRateFactor),
          v.get(samplingWeight),
          v.get(minimumShare),
          v.get(maximumShare),
          v.getOr(microBatchTokens, v.get(TrainingConfig.OPTIONS.microBatchTokens)));
    }
  }

  /** What the task is about, and by that its losses where it names none. */
  public enum Kind {
    RETRIEVAL,
    CODE,
    QA,
    SIMILARITY,
    IN_CONTEXT,
    SENTENCE_REPRESENTATION,
    LANGUAGE_MODELLING;

    /** The losses, of which the first counts that examples bring enough for. */
    public List<LossConfig> losses() {
      return switch (this) {
        case RETRIEVAL, CODE, QA, IN_CONTEXT ->
            LossConfig.of(BuiltInLosses.GRADED_DISTILLATION, BuiltInLosses.INFO_NCE);
        case SIMILARITY -> LossConfig.of(BuiltInLosses.COSENT, BuiltInLosses.SYMMETRIC_INFO_NCE);
        case SENTENCE_REPRESENTATION -> LossConfig.of(BuiltInLosses.DROPOUT_VIEWS);
        case LANGUAGE_MODELLING -> LossConfig.of(BuiltInLosses.LANGUAGE_MODELLING);
      };
    }
  }

  /**
   * The task with other values for some of its options.
   *
   * @param settings values by the keys of the options, as a file would have them
   * @throws IllegalArgumentException where a key is unknown or a value is not allowed
   */
  public TaskConfig with(Map<String, String> settings) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    settings.forEach(object::put);
    List<String> problems = new ArrayList<>();
    Values changed =
        SectionReader.read(object, OPTIONS, "tasks." + name + ".", (path, text) -> text, problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return OPTIONS.read(name, changed.over(OPTIONS.valuesOf(this)), ModelConfig.LONGEST);
  }

  /** All settings, by the keys of the options, as a file would have them. */
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    OPTIONS
        .fields()
        .forEach(
            field -> field.write(this, (key, value) -> settings.put(key, String.valueOf(value))));
    return settings;
  }

  /** Why a task cannot have a name, where it cannot. */
  static Optional<String> nameProblem(String name) {
    return name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")
        ? Optional.empty()
        : Optional.of(
            "tasks."
                + name
                + ": a task's name is made of letters, digits, dot, hyphen, underscore, and does not begin with a dot");
  }

  /** How the task's queries are encoded. */
  public QueryProfile queries() {
    return new QueryProfile(Optional.of(name), queryPrompt, queryMaxLength);
  }

  /** How the task's documents are encoded in training, and in vectors of its own. */
  public DocumentProfile documents() {
    return new DocumentProfile(
        documentPrompt, documentMaxLength, projection > 0 ? Optional.of(name) : Optional.empty());
  }

  /** The losses that may count for examples of the task: its own, or those of its kind. */
  public List<LossConfig> terms() {
    return losses.terms().isEmpty() ? kind.losses() : losses.terms();
  }

  /** What the task gives a parameter of its losses, where it has an option of that name. */
  public OptionalDouble ofLosses(LossParameter parameter) {
    if (parameter.equals(LossParameter.TEMPERATURE)) {
      return OptionalDouble.of(temperature);
    }
    if (parameter.equals(LossParameter.NEGATIVES)) {
      return OptionalDouble.of(negatives.code());
    }
    return losses.ofLosses(parameter);
  }

  /** Whether the task contrasts dropout views. */
  boolean learnsFromDropout() {
    return terms().stream().anyMatch(term -> term.definition().need() == Need.VIEWS);
  }

  /** Whether a loss of the task treats both of its texts alike, or knows one only. */
  boolean treatsTextsAlike() {
    return terms().stream().anyMatch(term -> term.definition().alike());
  }
}

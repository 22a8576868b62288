/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Option;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import io.freshet.model.training.settings.OptimizerSettings;
import java.io.Serializable;
import java.util.List;

/**
 * How steps are trained and what becomes of their results.
 *
 * @param dropout rate, or negative for the model folder's own
 * @param anchor folder or URI of the version that anchor losses hold to; empty for the model that
 *     training starts from
 * @param maximumSkippedSteps non-finite steps in a row after which the job fails
 * @param microBatchTokens padded tokens that go through the network with their graph at once; 0 for
 *     no limit
 * @param replicas copies of the network that share every sub-batch
 * @param versionEverySteps steps from one version to the next
 * @param reportEverySteps steps between two progress records
 */
public record TrainingConfig(
    OptimizerSettings optimizer,
    ParametersConfig parameters,
    double dropout,
    String anchor,
    long seed,
    int maximumSkippedSteps,
    int microBatchTokens,
    ActivationCheckpointing activationCheckpointing,
    int replicas,
    TrainersConfig trainers,
    int versionEverySteps,
    int reportEverySteps)
    implements Serializable {
  /** The options of the training job. */
  static final Options OPTIONS = new Options();

  /** The options of the training job. */
  static final class Options extends Section<TrainingConfig> {
    final OptimizerOptions optimizer = include(new OptimizerOptions(), TrainingConfig::optimizer);
    final ParametersConfig.Options parameters =
        include(ParametersConfig.OPTIONS, TrainingConfig::parameters);
    final Option<Double> dropout =
        add(
            Option.real(
                "training.dropout",
                -1.0,
                -1,
                0.9,
                "Dropout rate; negative for the model folder's own."),
            TrainingConfig::dropout);
    final Option<String> anchor =
        add(
            Option.text(
                "training.anchor",
                "",
                "Folder, or URI in a registry, of the frozen version that `anchor` losses hold embeddings to; empty for `model.path`."),
            TrainingConfig::anchor);
    final Option<Long> seed =
        add(
            Option.number("training.seed", 42, Long.MIN_VALUE, Long.MAX_VALUE, "Seed of dropout."),
            TrainingConfig::seed);
    final Option<Integer> maximumSkippedSteps =
        add(
            Option.integer(
                "training.maximum-skipped-steps",
                10,
                1,
                1_000_000,
                "Non-finite steps in a row after which the job fails."),
            TrainingConfig::maximumSkippedSteps);
    final Option<Integer> microBatchTokens =
        add(
            Option.integer(
                "training.micro-batch-tokens",
                0,
                0,
                16_777_216,
                "Padded tokens of a micro-batch, which goes through the network with its graph at once: with the model it sets a step's memory. A larger sub-batch goes through gradient caching, in micro-batches of at most as many tokens, for one more forward pass; 0 for no limit."),
            TrainingConfig::microBatchTokens);
    final Option<ActivationCheckpointing> activationCheckpointing =
        add(
            Option.choice(
                "training.activation-checkpointing",
                ActivationCheckpointing.class,
                ActivationCheckpointing.NONE,
                "Which activations the backward pass computes again instead of keeping them: none, or all those inside a layer."),
            TrainingConfig::activationCheckpointing);
    final Option<Integer> replicas =
        add(
            Option.integer(
                "training.replicas",
                1,
                1,
                64,
                "Copies of the network that share every sub-batch: one a CUDA device, from the chosen one on."),
            TrainingConfig::replicas);
    final TrainersConfig.Options trainers =
        include(TrainersConfig.OPTIONS, TrainingConfig::trainers);
    final Option<Integer> versionEverySteps =
        add(
            Option.integer(
                "training.version-every-steps",
                1000,
                1,
                100_000_000,
                "Steps from one version to the next: a version is the first checkpoint at or after each multiple."),
            TrainingConfig::versionEverySteps);
    final Option<Integer> reportEverySteps =
        add(
            Option.integer(
                "training.report-every-steps",
                50,
                1,
                1_000_000,
                "Steps between two progress records."),
            TrainingConfig::reportEverySteps);

    private Options() {}

    TrainingConfig read(Values v) {
      return new TrainingConfig(
          optimizer.read(v, v.get(versionEverySteps)),
          parameters.read(v),
          v.get(dropout),
          v.get(anchor),
          v.get(seed),
          v.get(maximumSkippedSteps),
          v.get(microBatchTokens),
          v.get(activationCheckpointing),
          v.get(replicas),
          trainers.read(v),
          v.get(versionEverySteps),
          v.get(reportEverySteps));
    }

    @Override
    protected void check(Values v, List<String> problems) {
      optimizer.check(v, v.get(versionEverySteps), problems);
    }
  }

  /** Which activations the backward pass computes again instead of keeping them. */
  public enum ActivationCheckpointing {
    NONE,
    LAYERS
  }
}

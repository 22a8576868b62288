/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Option;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import io.freshet.model.training.settings.LearningRateSchedule;
import io.freshet.model.training.settings.OptimizerSettings;
import io.freshet.model.training.settings.Schedule;
import java.util.List;
import java.util.Map;

/** The options of the optimiser and of its learning rate, among those of training. */
final class OptimizerOptions extends Section<OptimizerSettings> {
  final Option<Double> learningRate =
      add(
          Option.positive(
              "training.learning-rate", 2e-5, 1, "Learning rate of AdamW after the warm-up."),
          OptimizerSettings::learningRate);
  final Option<Schedule> schedule =
      add(
          Option.choice(
              "training.schedule",
              Schedule.class,
              Schedule.CONSTANT,
              "How the learning rate moves after the warm-up."),
          s -> s.schedule().shape());
  final Option<Integer> warmupSteps =
      add(
          Option.integer(
              "training.warmup-steps",
              100,
              0,
              10_000_000,
              "Steps in which the learning rate rises from 0."),
          s -> s.schedule().warmupSteps());
  final Option<Long> totalSteps =
      add(
          Option.number(
              "training.total-steps",
              0,
              0,
              Long.MAX_VALUE,
              "Steps at whose end linear, cosine and warmup-stable-decay schedules reach 0; 0 for an endless stream, which only constant and warmup-stable-decay allow."),
          s -> s.schedule().totalSteps());
  final Option<Long> decaySteps =
      add(
          Option.number(
              "training.decay-steps",
              100,
              1,
              Long.MAX_VALUE,
              "Steps of the fall at the end of every cycle, or of the total, under warmup-stable-decay."),
          s -> s.schedule().decaySteps());
  final Option<Long> cycleSteps =
      add(
          Option.number(
              "training.cycle-steps",
              1000,
              1,
              Long.MAX_VALUE,
              "Steps of a cycle (warm-up, stable, decay) under warmup-stable-decay without total-steps; `training.version-every-steps` where not given, so that versions are taken where the learning rate has fallen."),
          s -> s.schedule().cycleSteps());
  final Option<Double> weightDecay =
      add(
          Option.real("training.weight-decay", 0.01, 0, 1, "Decoupled weight decay of AdamW."),
          OptimizerSettings::weightDecay);
  final Option<Double> beta1 =
      add(
          Option.real("training.beta1", 0.9, 0, 0.999_999, "Decay of AdamW's first moment."),
          OptimizerSettings::beta1);
  final Option<Double> beta2 =
      add(
          Option.real("training.beta2", 0.999, 0, 0.999_999_999, "Decay of AdamW's second moment."),
          OptimizerSettings::beta2);
  final Option<Double> epsilon =
      add(
          Option.positive("training.epsilon", 1e-8, 1, "AdamW's epsilon."),
          OptimizerSettings::epsilon);
  final Option<Double> clipNorm =
      add(
          Option.real(
              "training.clip-norm",
              1.0,
              0,
              1e6,
              "Global norm of the gradients at most; 0 for no clip."),
          OptimizerSettings::clipNorm);
  final Option<Double> averageDecay =
      add(
          Option.real(
              "training.average-decay",
              0.999,
              0,
              0.999_999,
              "Decay of the exponential moving average of the weights that versions are made of, against the noise of a constant learning rate and for what was learnt before: its memory is some 1 / (1 - decay) steps, and a tenth of the steps made at most. 0 for versions of the last weights."),
          OptimizerSettings::averageDecay);
  final Option<Map<String, Double>> learningRateFactors =
      add(
          Patterns.factors(
              "training.learning-rate-factors",
              "Multiply the learning rate of the tensors that a pattern names, such as `embeddings.*=0.1, /.*\\.layer\\.[01]\\..*/=0.5`; the first that matches counts."),
          OptimizerSettings::learningRateFactors);

  OptimizerSettings read(Values v, long versionEverySteps) {
    return new OptimizerSettings(
        v.get(learningRate),
        new LearningRateSchedule(
            v.get(schedule),
            v.get(warmupSteps),
            v.get(totalSteps),
            v.get(decaySteps),
            v.getOr(cycleSteps, versionEverySteps)),
        v.get(weightDecay),
        v.get(beta1),
        v.get(beta2),
        v.get(epsilon),
        v.get(clipNorm),
        v.get(averageDecay),
        v.get(learningRateFactors));
  }

  /** What {@link LearningRateSchedule} would refuse, by the keys of the file. */
  void check(Values v, long versionEverySteps, List<String> problems) {
    long total = v.get(totalSteps);
    long warmup = v.get(warmupSteps);
    switch (v.get(schedule)) {
      case CONSTANT -> {
        // needs no end
      }
      case LINEAR, COSINE -> {
        if (total <= warmup) {
          problems.add(
              "%s: '%d' must exceed %s (%d) under the schedule '%s'"
                  .formatted(
                      totalSteps.key(),
                      total,
                      warmupSteps.key(),
                      warmup,
                      schedule.type().writer().apply(v.get(schedule))));
        }
      }
      case WARMUP_STABLE_DECAY -> {
        long steps = total > 0 ? total : v.getOr(cycleSteps, versionEverySteps);
        long needed = warmup + v.get(decaySteps);
        if (steps < needed) {
          problems.add(
              "%s: '%d' must be at least %s and %s together (%d)"
                  .formatted(
                      (total > 0 ? totalSteps : cycleSteps).key(),
                      steps,
                      warmupSteps.key(),
                      decaySteps.key(),
                      needed));
        }
      }
    }
  }
}

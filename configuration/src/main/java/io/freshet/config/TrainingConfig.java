/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import java.io.Serializable;

/**
 * The optimiser and what becomes of its results.
 *
 * @param totalSteps of the schedules that end; 0 for an endless stream
 * @param clipNorm global gradient norm at most; 0 for no clip
 * @param dropout rate, or negative for the model folder's own
 * @param anchor folder or URI of the version that anchor losses hold to; empty for the model that
 *     training starts from
 * @param maximumSkippedSteps non-finite steps in a row after which the job fails
 * @param partTokens padded tokens that go through the network with their graph at once; 0 for no
 *     limit
 * @param recompute what is computed again on the way back instead of being kept
 * @param replicas copies of the network that share every sub-batch
 * @param versionEverySteps steps from one version to the next
 * @param reportEverySteps steps between two progress records
 * @param decaySteps of the fall at the end of a cycle
 * @param cycleSteps of a cycle of the schedule that has cycles
 * @param averageDecay of the moving average of the weights that versions are made of; 0 for none
 */
public record TrainingConfig(
    double learningRate,
    Schedule schedule,
    int warmupSteps,
    long totalSteps,
    double weightDecay,
    double beta1,
    double beta2,
    double epsilon,
    double clipNorm,
    double dropout,
    String anchor,
    long seed,
    int maximumSkippedSteps,
    int partTokens,
    Recompute recompute,
    int replicas,
    int versionEverySteps,
    int reportEverySteps,
    long decaySteps,
    long cycleSteps,
    double averageDecay,
    ParametersConfig parameters)
    implements Serializable {

  /** What is computed again on the way back. */
  public enum Recompute {
    NONE,
    LAYERS
  }

  /** How the learning rate moves after the warm-up. */
  public enum Schedule {
    CONSTANT,
    LINEAR,
    COSINE,
    WARMUP_STABLE_DECAY
  }
}

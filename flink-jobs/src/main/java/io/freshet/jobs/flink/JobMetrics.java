/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import io.freshet.connectors.metrics.MetricDefinition;
import java.util.List;

/** The metrics of the jobs, in the order of the data's way. */
@SuppressWarnings("ImmutableEnumChecker") // the labels are copied
public enum JobMetrics implements MetricDefinition {
  /** Records used. */
  ACCEPTED(Kind.COUNTER, "numRecordsAccepted", "records of a topic that were used"),
  /** Records not used. */
  REJECTED(Kind.COUNTER, "numRecordsRejected", "records of a topic that became dead letters"),
  /** Records not used, by reason. */
  REJECTED_BY_REASON(
      Kind.COUNTER,
      "numRecordsRejected",
      "the same by the reason that the dead letters bear",
      "reason"),

  /** Arrivals at the sampler. */
  ARRIVED(
      Kind.GAUGE,
      "numExamplesArrived",
      "examples that ever reached the sampler, also before a restart",
      "task"),
  /** Rows dealt. */
  DEALT(Kind.GAUGE, "numRowsDealt", "rows ever dealt into steps", "task"),
  /** Rows dealt from the reservoir. */
  REPLAYED(Kind.GAUGE, "numRowsReplayed", "rows ever dealt from the reservoir", "task"),
  /** Examples not used yet. */
  FRESH(Kind.GAUGE, "freshExamples", "examples that wait for their first use", "task"),
  /** Wait of the oldest example not used yet. */
  FRESH_WAIT(
      Kind.GAUGE,
      "freshWait",
      "arrivals of all tasks since the oldest example came that waits for its first use",
      "task"),
  /** Control records that changed the tasks. */
  TASK_REVISION(
      Kind.GAUGE, "taskRevision", "control records that were taken, since the state began"),
  /** Examples that were not used when they came. */
  OVERFLOWED(
      Kind.GAUGE,
      "numExamplesOverflowed",
      "examples that ever went to the reservoir before their first use",
      "task"),
  /** Draws that gave no sub-batch. */
  UNFILLED(
      Kind.GAUGE,
      "numDrawsUnfilled",
      "times that a task was drawn, could not fill a sub-batch and gave its place away",
      "task"),

  /** Updates. */
  STEPS(Kind.GAUGE, "numSteps", "optimizer updates that the weights have had"),
  /** Steps left out. */
  SKIPPED_STEPS(Kind.COUNTER, "numStepsSkipped", "steps left out because they were not finite"),
  /** Rows trained on. */
  PAIRS(Kind.GAUGE, "numPairsTrained", "rows that were ever trained on"),
  /** Loss of a task. */
  LOSS(Kind.GAUGE, "loss", "loss of the newest step that held the task, before its weight", "task"),
  /** Norm before the clip. */
  GRADIENT_NORM(
      Kind.GAUGE, "gradientNorm", "global norm of the newest step's gradients, before the clip"),
  /** Rate of the newest step. */
  LEARNING_RATE(Kind.GAUGE, "learningRate", "learning rate of the newest step"),
  /** Time a step takes. */
  LAST_STEP_DURATION(Kind.GAUGE, "lastStepDuration", "milliseconds that the newest step took"),
  /** Time of the newest step. */
  LAST_STEP_TIME(
      Kind.GAUGE, "lastStepTime", "when the newest step ended, milliseconds since the epoch"),
  /** Time a step waits for other trainers. */
  LAST_EXCHANGE_DURATION(
      Kind.GAUGE,
      "lastExchangeDuration",
      "milliseconds of the newest step that the first trainer spent on the exchange with others, waiting for them included; 0 where it is alone"),
  /** Bytes to other trainers. */
  EXCHANGED_BYTES(
      Kind.GAUGE,
      "numBytesExchanged",
      "bytes that the first trainer sent to others since its last start"),
  /** Time a checkpoint holds training up. */
  BARRIER_STALL(
      Kind.GAUGE,
      "lastBarrierStall",
      "milliseconds for which the newest checkpoint held training up: weights and moments are copied in it"),
  /** Step of the newest version. */
  PUBLISHED_STEP(Kind.GAUGE, "publishedStep", "step of the newest published version; -1 for none"),

  /** Examples with hard negatives. */
  MINED(
      Kind.COUNTER,
      "numExamplesMined",
      "examples that were written again with hard negatives of the serving generation",
      "task"),
  /** Chosen examples without. */
  UNMINED(
      Kind.COUNTER,
      "numExamplesUnmined",
      "examples chosen to be mined that were passed by: nothing-serves, away (index or registry), too-slow, none-found",
      "reason"),

  /** Changes that came too late. */
  STALE_CHANGES(
      Kind.COUNTER,
      "numChangesStale",
      "changes left out because something as new was known of the document"),
  /** Deletes. */
  DELETES(Kind.COUNTER, "numDeletes", "deletes of documents that were passed on"),
  /** Documents no longer known. */
  FORGOTTEN_DOCUMENTS(
      Kind.COUNTER,
      "numDocumentsForgotten",
      "documents of which nothing is kept any more, because nothing was heard of them for as long as the options say"),
  /** Texts that cost encoding. */
  ENCODED_TEXTS(
      Kind.COUNTER,
      "numTextsEncoded",
      "texts of documents, or chunks of them, that a version encoded, each once for all indices that share its vectors"),
  /** Vectors that cost none. */
  REUSED_VECTORS(
      Kind.COUNTER,
      "numVectorsReused",
      "documents whose vectors were read from the index and written again because title and text had not changed"),

  /** The generation that answers. */
  SERVING_GENERATION(
      Kind.GAUGE,
      Scope.ENUMERATOR,
      "servingGeneration",
      "number of the generation that the alias points to; 0 for none"),
  /** The version that answers. */
  SERVING_STEP(
      Kind.GAUGE,
      Scope.ENUMERATOR,
      "servingStep",
      "step of the version that built the serving generation; -1 for none"),
  /** How far a build is. */
  BUILD_PROGRESS(
      Kind.GAUGE,
      Scope.ENUMERATOR,
      "buildProgress",
      "share of its documents that the build under way has read, 0 to 1; 1 where none is under way"),
  /** Builds that wait. */
  VERSIONS_WAITING(
      Kind.GAUGE,
      Scope.ENUMERATOR,
      "versionsWaiting",
      "promoted versions whose build is under way or waits for one"),
  /** Failed actions of the controller. */
  FAILED_ACTIONS(
      Kind.COUNTER,
      Scope.ENUMERATOR,
      "numActionsFailed",
      "actions of the roll-over that failed and are tried again"),

  /** Rounds without answers. */
  UNANSWERED_ROUNDS(
      Kind.COUNTER,
      "numRoundsUnanswered",
      "rounds of judged queries that could not be answered because index or registry was away"),
  /** Answers after their windows. */
  ANSWERS_TOO_LATE(
      Kind.COUNTER, "numAnswersTooLate", "answers that came after all their windows were closed"),
  /** Rolling quality. */
  ROLLING_QUALITY(
      Kind.GAUGE,
      "rollingQuality",
      "a ranking metric over the newest window that held queries: mrr, ndcg_cut_10 or recall_10",
      "task",
      "metric"),
  /** Alarms. */
  ALARMS(Kind.COUNTER, "numAlarms", "falls of rolling metrics for which an alarm was raised"),
  /** Decisions by verdict. */
  DECISIONS(Kind.COUNTER, "numDecisions", "decisions of the gate", "verdict"),
  /** Score on the probe set. */
  PROBE_NDCG(
      Kind.GAUGE, "probeNdcg", "nDCG@10 of the newest scored version on its probe set", "task"),
  /** Mean score. */
  PROBE_MEAN(Kind.GAUGE, "probeNdcgMean", "mean of probeNdcg over tasks"),
  /** Loss against the best version before. */
  FORGETTING(
      Kind.GAUGE,
      "forgetting",
      "nDCG@10 that the newest scored version lost against the best version before it",
      "task"),
  /** The largest of those losses. */
  WORST_FORGETTING(Kind.GAUGE, "worstForgetting", "largest forgetting over tasks"),
  /** Mean gain since the first version. */
  BACKWARD_TRANSFER(
      Kind.GAUGE,
      "backwardTransfer",
      "mean over tasks of the newest scored version's nDCG@10 less the task's first");

  private final Properties properties;

  JobMetrics(Kind kind, String metric, String description, String... labels) {
    this(kind, Scope.OPERATOR, metric, description, labels);
  }

  JobMetrics(Kind kind, Scope scope, String metric, String description, String... labels) {
    properties = new Properties("freshet", kind, scope, metric, description, List.of(labels));
  }

  @Override
  public Properties properties() {
    return properties;
  }
}

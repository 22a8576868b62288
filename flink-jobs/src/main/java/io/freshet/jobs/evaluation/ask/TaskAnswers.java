/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.evaluation.metrics.DistinctQueries;
import io.freshet.evaluation.metrics.MetricSums;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * What the answers to one task's queries of one round were worth.
 *
 * @param time when the queries were dealt, milliseconds since the epoch
 * @param generation concrete index that answered or would have, the empty string where none serves
 * @param version name of the version that encoded the queries, or the empty string
 * @param sums of the metrics over the answered queries; empty where none was asked or answered
 * @param compared the queries that were asked in the former generation too
 */
public record TaskAnswers(
    String task,
    long time,
    String generation,
    String version,
    MetricSums sums,
    DistinctQueries compared) {

  /** Codec of {@link TaskAnswers}. */
  public static TypeInformation<TaskAnswers> typeInformation() {
    return CodecTypeInformation.of(TaskAnswersCodec.INSTANCE);
  }

  /** The answers without their task and time, as windows add them up. */
  public GenerationSums generationSums() {
    return new GenerationSums(generation, version, sums, compared);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.cluster;

import java.time.Instant;

/**
 * A job that a cluster knows.
 *
 * @param id Flink's, 32 hexadecimal digits
 * @param state as Flink names it, such as {@code RUNNING}
 * @param since when the job was submitted
 */
public record JobStatus(String id, String name, String state, Instant since) {

  /** Whether the job has not ended and is not about to. */
  public boolean alive() {
    return switch (state) {
      case "FINISHED", "CANCELED", "FAILED", "CANCELLING", "FAILING" -> false;
      default -> true;
    };
  }

  /** Whether the job has ended and will do nothing more. */
  public boolean ended() {
    return switch (state) {
      case "FINISHED", "CANCELED", "FAILED" -> true;
      default -> false;
    };
  }
}

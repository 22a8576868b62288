/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.cluster;

import java.util.List;
import java.util.Optional;

/**
 * How a job of a jar is started.
 *
 * @param savepoint a savepoint or retained checkpoint to go on from
 */
public record Submission(String mainClass, List<String> arguments, Optional<String> savepoint) {

  /** Copies the list. */
  public Submission {
    arguments = List.copyOf(arguments);
  }
}

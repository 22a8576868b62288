/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

import java.util.Map;

/**
 * A change of a task's settings, sent in the training topic so that it takes effect at a place of
 * the log and not of the clock.
 *
 * @param settings option keys below {@code tasks.<name>} with their new values, such as {@code
 *     weight} to {@code 0.5}
 */
public record TaskControl(String task, Map<String, String> settings) implements TrainingMessage {
  public TaskControl {
    settings = Map.copyOf(settings);
  }
}

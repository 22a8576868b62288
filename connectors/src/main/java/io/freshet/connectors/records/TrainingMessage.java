/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

/** What the training topic carries. */
public sealed interface TrainingMessage permits TrainingExample, TaskControl {

  /** The task that the message belongs to. */
  String task();
}

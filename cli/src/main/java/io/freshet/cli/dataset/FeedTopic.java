/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

/** The topics that the demonstration feeds; their names are up to the configuration. */
public enum FeedTopic {
  TRAINING_EXAMPLES,
  DOCUMENTS,
  JUDGMENTS,
  MODEL_VERSIONS
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

/** A class among the device programs: what Java may call together. */
public enum Program {
  /** Copying, loss on embeddings, adding gradients, clipping, updating. */
  COMMON("common", "Common"),
  /** Hidden states and embeddings of an architecture. */
  ENCODER("encoder", "Encoder"),
  /** How likely a decoder finds given tokens. */
  LIKELIHOOD("likelihood", "Likelihood"),
  /** Predictions of tokens by an architecture, their loss and gradients. */
  PREDICTION("prediction", "Prediction"),
  /** Losses and gradients of an architecture. */
  TRAINING("training", "Training"),
  /** Which of a block of vectors may be the best for others. */
  SEARCH("search", "Search"),
  /** What a step calls, without the work: to measure what calling costs. */
  CALLS("calls", "Calls");

  private final String file;
  private final String type;

  Program(String file, String type) {
    this.file = file;
    this.type = type;
  }

  String file() {
    return file;
  }

  String type() {
    return type;
  }
}

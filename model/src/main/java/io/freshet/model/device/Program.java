/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

/** A class among the device programs: an architecture, or what all architectures share. */
public enum Program {
  /** Copying, loss on embeddings, adding gradients, clipping, updating. */
  COMMON("common", "Common"),
  /** BERT encoders. */
  BERT("bert", "Bert");

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

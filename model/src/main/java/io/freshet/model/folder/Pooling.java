/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

/** How token vectors become one vector a text. */
public enum Pooling {
  /** The mean over the tokens where the mask is 1. */
  MEAN("pooling_mode_mean_tokens", "mean"),
  /** The first token. */
  CLS("pooling_mode_cls_token", "cls");

  private final String flag;
  private final String mode;

  Pooling(String flag, String mode) {
    this.flag = flag;
    this.mode = mode;
  }

  /** Name of the flag in {@code 1_Pooling/config.json}. */
  String flag() {
    return flag;
  }

  /** Name of the mode in the newer spelling of that file. */
  String mode() {
    return mode;
  }
}

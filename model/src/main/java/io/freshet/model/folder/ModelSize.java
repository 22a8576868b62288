/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

/** Usual sizes of a fresh encoder. */
public enum ModelSize {
  /** 2 layers of width 128. */
  TINY(2, 128, 2, 256),
  /** 4 layers of width 256. */
  MINI(4, 256, 4, 512),
  /** 6 layers of width 384. */
  SMALL(6, 384, 12, 512),
  /** 8 layers of width 512. */
  MEDIUM(8, 512, 8, 512),
  /** 12 layers of width 768. */
  BASE(12, 768, 12, 512);

  private final int layers;
  private final int width;
  private final int heads;
  private final int positions;

  ModelSize(int layers, int width, int heads, int positions) {
    this.layers = layers;
    this.width = width;
    this.heads = heads;
    this.positions = positions;
  }

  /** Returns the number of layers. */
  public int layers() {
    return layers;
  }

  /** Returns the width of the network and of an embedding. */
  public int width() {
    return width;
  }

  /** Returns the number of attention heads. */
  public int heads() {
    return heads;
  }

  /** Returns the largest number of tokens a text, unless the caller wishes another. */
  public int positions() {
    return positions;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.files;

/**
 * Where to go on reading.
 *
 * @param file index of the file
 * @param offset of the next line's first byte
 * @param line number of the next line, from 0
 */
record LinePosition(int file, long offset, long line) {

  /** The first line of the first file. */
  static final LinePosition START = new LinePosition(0, 0, 0);
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.files;

/**
 * Where to go on reading. Rows are counted, since neither a packed file nor CSV has places to jump
 * to.
 *
 * @param file index of the file
 * @param row number of its next row, from 0
 */
record RowPosition(int file, long row) {

  /** The first row of the first file. */
  static final RowPosition START = new RowPosition(0, 0);
}

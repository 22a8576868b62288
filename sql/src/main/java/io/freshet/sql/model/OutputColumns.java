/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.model;

import java.io.Serializable;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a model gives. Immutable.
 *
 * @param arity number of all
 * @param vector position of the vector
 * @param digest position of the digest; less than 0 where there is none
 */
record OutputColumns(int arity, int vector, int digest) implements Serializable {

  /** A row. */
  RowData row(@Nullable ArrayData numbers, String digestOfModel) {
    GenericRowData row = new GenericRowData(arity);
    row.setField(vector, numbers);
    if (digest >= 0) {
      row.setField(digest, StringData.fromString(digestOfModel));
    }
    return row;
  }
}

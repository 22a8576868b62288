/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.model;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncPredictFunction;

/**
 * Hands queries to a table that follows the alias: that table encodes them, by the version of the
 * index that it then searches, so that no roll-over comes in between.
 */
public final class ServingQueryFunction extends AsyncPredictFunction {
  private static final long serialVersionUID = 1L;

  ServingQueryFunction() {}

  @Override
  public CompletableFuture<Collection<RowData>> asyncPredict(RowData input) {
    return CompletableFuture.completedFuture(
        List.of(
            GenericRowData.of(
                input.isNullAt(0) ? null : QueryText.carrying(input.getString(0).toString()))));
  }
}

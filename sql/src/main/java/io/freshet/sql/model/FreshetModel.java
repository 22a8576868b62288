/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.model;

import java.util.function.Supplier;
import org.apache.flink.table.functions.AsyncPredictFunction;
import org.apache.flink.table.ml.AsyncPredictRuntimeProvider;
import org.apache.flink.table.ml.ModelProvider;

/**
 * A model as Flink plans with it. Immutable.
 *
 * @param function makes what encodes
 */
record FreshetModel(Supplier<AsyncPredictFunction> function)
    implements AsyncPredictRuntimeProvider {

  @Override
  public AsyncPredictFunction createAsyncPredictFunction(Context context) {
    return function.get();
  }

  @Override
  public ModelProvider copy() {
    return this;
  }
}

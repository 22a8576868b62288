/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.model;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncPredictFunction;
import org.apache.flink.table.functions.FunctionContext;
import org.jspecify.annotations.Nullable;

/** Encodes texts by a model of this process; a text that is null has a vector that is null. */
public final class EmbedTextFunction extends AsyncPredictFunction {
  private static final long serialVersionUID = 1L;

  private final EncoderSpec spec;
  private final TextSettings settings;
  private final OutputColumns output;
  private transient @Nullable TextEncoder encoder;

  EmbedTextFunction(EncoderSpec spec, TextSettings settings, OutputColumns output) {
    this.spec = spec;
    this.settings = settings;
    this.output = output;
  }

  @Override
  public void open(FunctionContext context) throws Exception {
    encoder = SharedEncoders.open(spec, settings);
  }

  @Override
  public CompletableFuture<Collection<RowData>> asyncPredict(RowData input) {
    TextEncoder opened = encoder;
    if (opened == null) {
      throw new IllegalStateException("not open");
    }
    if (input.isNullAt(0)) {
      return CompletableFuture.completedFuture(List.of(output.row(null, opened.digest())));
    }
    return opened
        .encode(input.getString(0).toString())
        .thenApply(vector -> List.of(output.row(new GenericArrayData(vector), opened.digest())));
  }

  @Override
  public void close() {
    if (encoder != null) {
      encoder.close();
      encoder = null;
    }
  }
}

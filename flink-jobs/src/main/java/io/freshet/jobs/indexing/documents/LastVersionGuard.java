/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.documents;

import io.freshet.connectors.records.DocumentChange;
import io.freshet.jobs.flink.JobMetrics;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Lets a change pass only if it is newer than everything seen of its document, and counts the rest.
 * Deletes are remembered like all other changes and for ever, so a change that comes after the
 * delete that follows it stays out, whatever the topic and the indices have forgotten by then.
 */
public final class LastVersionGuard
    extends KeyedProcessFunction<String, SourcedChange, SourcedChange> {
  private transient ValueState<Long> version;
  private transient ValueState<Boolean> deleted;
  private transient Counter stale;
  private transient Counter deletes;

  /** A guard that has seen nothing. */
  @SuppressWarnings("NullAway.Init") // Flink calls open before anything else
  public LastVersionGuard() {}

  @Override
  public void open(OpenContext context) {
    version = getRuntimeContext().getState(new ValueStateDescriptor<>("version", Types.LONG));
    deleted = getRuntimeContext().getState(new ValueStateDescriptor<>("deleted", Types.BOOLEAN));
    stale = JobMetrics.STALE_CHANGES.counter(getRuntimeContext().getMetricGroup());
    deletes = JobMetrics.DELETES.counter(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(
      SourcedChange sourced, Context context, Collector<SourcedChange> output) throws Exception {
    DocumentChange change = sourced.change();
    Long newest = version.value();
    if (newest != null && change.version() <= newest) {
      stale.inc();
      return;
    }
    boolean delete = change instanceof DocumentChange.Delete;
    if (delete) {
      deletes.inc();
    }
    version.update(change.version());
    deleted.update(delete);
    output.collect(sourced);
  }
}

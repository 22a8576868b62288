/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.documents;

import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.DocumentChange.Upsert;
import io.freshet.jobs.flink.JobMetrics;
import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Lets a change pass only if it is newer than everything seen of its document, and counts the rest.
 * Deletes are remembered like all other changes, so a change that comes after the delete that
 * follows it stays out, whatever the topic and the indices have forgotten by then: for ever, unless
 * the settings end it. Where hashes of texts are kept, a change that leaves title and text as they
 * were says so.
 */
public final class LastVersionGuard
    extends KeyedProcessFunction<String, SourcedChange, SourcedChange> {
  private final GuardSettings settings;
  private transient ValueState<Long> version;
  private transient ValueState<Boolean> deleted;
  private transient ValueState<Long> text;
  private transient Forgetting forgetting;
  private transient Counter stale;
  private transient Counter deletes;
  private transient Counter forgotten;

  /** A guard that has seen nothing. */
  @SuppressWarnings("NullAway.Init") // Flink calls open before anything else
  public LastVersionGuard(GuardSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    version = getRuntimeContext().getState(new ValueStateDescriptor<>("version", Types.LONG));
    deleted = getRuntimeContext().getState(new ValueStateDescriptor<>("deleted", Types.BOOLEAN));
    // States of their own: savepoints from before they were kept have none and still restore.
    text = getRuntimeContext().getState(new ValueStateDescriptor<>("text-hash", Types.LONG));
    forgetting = new Forgetting(settings, getRuntimeContext());
    stale = JobMetrics.STALE_CHANGES.counter(getRuntimeContext().getMetricGroup());
    deletes = JobMetrics.DELETES.counter(getRuntimeContext().getMetricGroup());
    forgotten = JobMetrics.FORGOTTEN_DOCUMENTS.counter(getRuntimeContext().getMetricGroup());
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
    forgetting.touch(context.timerService(), delete);
    output.collect(sameText(change) ? sourced.withSameText() : sourced);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<SourcedChange> output)
      throws Exception {
    if (forgetting.ends(context.timerService(), Boolean.TRUE.equals(deleted.value()))) {
      version.clear();
      deleted.clear();
      text.clear();
      forgotten.inc();
    }
  }

  /** Compares a change with the document's last one, and keeps what the next one needs. */
  private boolean sameText(DocumentChange change) throws IOException {
    if (!settings.hashesTexts()) {
      return false;
    }
    if (!(change instanceof Upsert document)) {
      text.clear();
      return false;
    }
    long hash = TextHash.of(document);
    Long last = text.value();
    if (last != null && last == hash) {
      return true;
    }
    text.update(hash);
    return false;
  }
}

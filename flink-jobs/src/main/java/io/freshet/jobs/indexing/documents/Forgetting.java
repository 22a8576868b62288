/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.documents;

import java.io.IOException;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;

/**
 * When a document may be forgotten: by processing time, with one timer a document at most. A change
 * of a document whose timer is early enough leaves it where it is, and the timer finds out when it
 * fires; so a document that changes all the time costs no timer a change. While nothing is
 * forgotten nothing is kept. For keyed operators; used by the task's thread.
 */
final class Forgetting {
  private final GuardSettings settings;
  private final ValueState<Long> touchedAt;
  private final ValueState<Long> timerAt;

  Forgetting(GuardSettings settings, RuntimeContext context) {
    this.settings = settings;
    touchedAt = context.getState(new ValueStateDescriptor<>("touched-at", Types.LONG));
    timerAt = context.getState(new ValueStateDescriptor<>("timer-at", Types.LONG));
  }

  /** The document of the current key was changed. */
  void touch(TimerService timers, boolean deleted) throws IOException {
    if (!settings.forgets()) {
      if (touchedAt.value() != null) {
        // Kept under other settings; a timer of theirs must not take the old time for the newest.
        touchedAt.clear();
      }
      return;
    }
    long now = timers.currentProcessingTime();
    touchedAt.update(now);
    long kept = settings.keptMillis(deleted);
    if (kept > 0) {
      schedule(timers, now + kept);
    }
  }

  /**
   * Whether a timer that fired ends what is known of the current key; where it does not, there is a
   * later timer if one is needed. The settings may be others than when it was set.
   */
  boolean ends(TimerService timers, boolean deleted) throws IOException {
    timerAt.clear();
    Long touched = touchedAt.value();
    long kept = settings.keptMillis(deleted);
    if (touched == null || kept == 0) {
      return false;
    }
    long end = touched + kept;
    if (timers.currentProcessingTime() < end) {
      schedule(timers, end);
      return false;
    }
    touchedAt.clear();
    return true;
  }

  private void schedule(TimerService timers, long wanted) throws IOException {
    Long set = timerAt.value();
    if (set != null && set <= wanted) {
      return;
    }
    if (set != null) {
      timers.deleteProcessingTimeTimer(set);
    }
    timers.registerProcessingTimeTimer(wanted);
    timerAt.update(wanted);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import io.freshet.connectors.records.Judgment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;

/**
 * The judgments of all tasks in keyed state: a ring a task, dealt from in turn. Every operation
 * touches a few entries only, whatever the number of judgments, so that it stays cheap on RocksDB.
 * A ring that is full forgets a judgment for every new query, the places in turn, so about the
 * oldest one. Not thread-safe; to be used under one key.
 */
final class JudgmentRings {
  /** Judged queries of a task that are kept by default. */
  static final long MOST = 100_000;

  /** By (task, place): places of a task are 0 to its size, without gaps. */
  private final MapState<Tuple2<String, Long>, Judgment> places;

  private final MapState<String, Tuple2<String, Long>> placeOfQuery;
  private final MapState<String, Long> sizes;
  private final MapState<String, Long> cursors;
  private final ValueState<String> lastTask;

  /** By task, where that is full: the place that the next new query takes. */
  private final MapState<String, Long> forgotten;

  private final long most;

  /**
   * The rings in state.
   *
   * @param most judged queries of a task at most
   */
  JudgmentRings(RuntimeContext store, TypeInformation<Judgment> judgments, long most) {
    this.most = most;
    TypeInformation<Tuple2<String, Long>> place = Types.TUPLE(Types.STRING, Types.LONG);
    places = store.getMapState(new MapStateDescriptor<>("judgments", place, judgments));
    placeOfQuery = store.getMapState(new MapStateDescriptor<>("places", Types.STRING, place));
    sizes = store.getMapState(new MapStateDescriptor<>("sizes", Types.STRING, Types.LONG));
    cursors = store.getMapState(new MapStateDescriptor<>("cursors", Types.STRING, Types.LONG));
    lastTask = store.getState(new ValueStateDescriptor<>("last-task", Types.STRING));
    forgotten = store.getMapState(new MapStateDescriptor<>("forgotten", Types.STRING, Types.LONG));
  }

  /** Makes a task known, with or without judgments. */
  void know(String task) throws Exception {
    if (!sizes.contains(task)) {
      sizes.put(task, 0L);
    }
  }

  /**
   * Takes the newest judgment of a query; one without relevant documents withdraws the query, and
   * need not name its task.
   */
  void put(Judgment judgment) throws Exception {
    Tuple2<String, Long> place = placeOfQuery.get(judgment.queryId());
    boolean withdrawn = judgment.relevant().isEmpty();
    if (place != null && (withdrawn || !place.f0.equals(judgment.task()))) {
      remove(judgment.queryId(), place);
      place = null;
    }
    if (withdrawn) {
      return;
    }
    know(judgment.task());
    if (place == null) {
      place = placeOfNew(judgment.task());
      placeOfQuery.put(judgment.queryId(), place);
    }
    places.put(place, judgment);
  }

  private Tuple2<String, Long> placeOfNew(String task) throws Exception {
    long size = sizes.get(task);
    if (size < most) {
      sizes.put(task, size + 1);
      return Tuple2.of(task, size);
    }
    Long turn = forgotten.get(task);
    Tuple2<String, Long> place = Tuple2.of(task, turn == null || turn >= size ? 0 : turn);
    forgotten.put(task, place.f1 + 1);
    placeOfQuery.remove(places.get(place).queryId());
    return place;
  }

  private void remove(String queryId, Tuple2<String, Long> place) throws Exception {
    long last = sizes.get(place.f0) - 1;
    Tuple2<String, Long> lastPlace = Tuple2.of(place.f0, last);
    if (place.f1 != last) {
      Judgment moved = places.get(lastPlace);
      places.put(place, moved);
      placeOfQuery.put(moved.queryId(), place);
    }
    places.remove(lastPlace);
    placeOfQuery.remove(queryId);
    sizes.put(place.f0, last);
  }

  /** All tasks known, sorted. */
  List<String> tasks() throws Exception {
    List<String> tasks = new ArrayList<>();
    sizes.keys().forEach(tasks::add);
    Collections.sort(tasks);
    return tasks;
  }

  /**
   * Deals judgments, one of each task that has any in turn, and within a task in the order of its
   * ring, from where the last call stopped. None is dealt twice in a call.
   *
   * @param most how many at most
   */
  List<Judgment> deal(int most) throws Exception {
    List<String> turn = turn();
    long[] left = new long[turn.size()];
    for (int i = 0; i < left.length; i++) {
      left[i] = sizes.get(turn.get(i));
    }
    List<Judgment> dealt = new ArrayList<>();
    boolean any = true;
    while (any && dealt.size() < most) {
      any = false;
      for (int i = 0; i < left.length && dealt.size() < most; i++) {
        if (left[i] > 0) {
          left[i]--;
          any = true;
          dealt.add(next(turn.get(i)));
          lastTask.update(turn.get(i));
        }
      }
    }
    return dealt;
  }

  /** The tasks sorted, beginning after the one that was dealt from last. */
  private List<String> turn() throws Exception {
    List<String> tasks = tasks();
    String last = lastTask.value();
    if (last != null) {
      long upToLast = tasks.stream().filter(task -> task.compareTo(last) <= 0).count();
      Collections.rotate(tasks, -(int) upToLast);
    }
    return tasks;
  }

  private Judgment next(String task) throws Exception {
    Long cursor = cursors.get(task);
    long at = cursor == null || cursor >= sizes.get(task) ? 0 : cursor;
    cursors.put(task, at + 1);
    return places.get(Tuple2.of(task, at));
  }
}

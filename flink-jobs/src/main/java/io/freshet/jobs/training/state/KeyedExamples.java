/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.state;

import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.jobs.training.sampling.ExampleStore;
import io.freshet.jobs.training.sampling.StoredExample;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;

/**
 * The sampler's examples in keyed state, one entry each, so that a backend on disk holds more than
 * the memory does and checkpoints what changed. Belongs to the task's thread.
 */
public final class KeyedExamples implements ExampleStore {

  private final MapState<Place, StoredExample> fresh;
  private final MapState<Place, StoredExample> reservoir;

  /** Finds the examples in the state of the current key. */
  public KeyedExamples(KeyedStateStore state) {
    fresh = state.getMapState(descriptor("fresh"));
    reservoir = state.getMapState(descriptor("reservoir"));
  }

  private static MapStateDescriptor<Place, StoredExample> descriptor(String name) {
    return new MapStateDescriptor<>(
        name,
        CodecTypeInformation.of(PlaceCodec.INSTANCE),
        CodecTypeInformation.of(StoredExampleCodec.INSTANCE));
  }

  @Override
  public void put(Area area, String task, long place, StoredExample example) {
    access(
        "put",
        area,
        task,
        place,
        () -> {
          state(area).put(new Place(task, place), example);
          return example;
        });
  }

  @Override
  public StoredExample get(Area area, String task, long place) {
    return access("get", area, task, place, () -> state(area).get(new Place(task, place)));
  }

  @Override
  public void remove(Area area, String task, long place) {
    access(
        "remove",
        area,
        task,
        place,
        () -> {
          state(area).remove(new Place(task, place));
          return Boolean.TRUE;
        });
  }

  private MapState<Place, StoredExample> state(Area area) {
    return switch (area) {
      case FRESH -> fresh;
      case RESERVOIR -> reservoir;
    };
  }

  private interface Access<T> {
    T run() throws Exception;
  }

  private static <T> T access(String what, Area area, String task, long place, Access<T> access) {
    String subject = what + " of place " + place + " in " + area + " of task " + task;
    try {
      T result = access.run();
      if (result == null) {
        throw new IllegalStateException(subject + ": the place is empty");
      }
      return result;
    } catch (IllegalStateException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(subject + " failed in the state backend", e);
    }
  }
}

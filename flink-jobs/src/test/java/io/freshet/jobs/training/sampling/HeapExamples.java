/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import java.util.HashMap;
import java.util.Map;

/** Examples in a map, to test what deals them. */
public final class HeapExamples implements ExampleStore {

  private record Place(Area area, String task, long place) {}

  private final Map<Place, StoredExample> examples = new HashMap<>();

  @Override
  public void put(Area area, String task, long place, StoredExample example) {
    examples.put(new Place(area, task, place), example);
  }

  @Override
  public StoredExample get(Area area, String task, long place) {
    StoredExample example = examples.get(new Place(area, task, place));
    if (example == null) {
      throw new IllegalStateException("nothing at " + area + " " + task + " " + place);
    }
    return example;
  }

  @Override
  public void remove(Area area, String task, long place) {
    examples.remove(new Place(area, task, place));
  }

  /** How many examples of a task there are. */
  public long size(String task) {
    return examples.keySet().stream().filter(place -> place.task().equals(task)).count();
  }

  /** A copy that goes its own way. */
  public HeapExamples copy() {
    HeapExamples copy = new HeapExamples();
    copy.examples.putAll(examples);
    return copy;
  }

  /** How many examples of a task lie in an area. */
  public long count(Area area, String task) {
    return examples.keySet().stream()
        .filter(place -> place.area() == area && place.task().equals(task))
        .count();
  }
}

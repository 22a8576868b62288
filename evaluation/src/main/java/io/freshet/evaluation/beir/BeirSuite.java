/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Test collections evaluated together: one BEIR folder, or a directory of them. A directory within
 * it that itself holds collections is a group, such as {@code cqadupstack} with its twelve forums:
 * its average counts as one collection. Immutable.
 *
 * @param datasets sorted by name
 * @param passedOver directories that hold no collection
 */
public record BeirSuite(List<Dataset> datasets, List<Path> passedOver) {
  /** Copies the lists. */
  public BeirSuite {
    datasets = List.copyOf(datasets);
    passedOver = List.copyOf(passedOver);
  }

  /**
   * One collection.
   *
   * @param name unique in the suite; within a group {@code <group>/<folder>}
   */
  public record Dataset(String name, Optional<String> group, BeirFolder folder) {}

  /**
   * Finds the collections.
   *
   * @throws FileNotFoundException if there is none
   */
  public static BeirSuite open(Path path) throws IOException {
    if (BeirFolder.isOne(path) || !Files.isDirectory(path)) {
      BeirFolder folder = BeirFolder.open(path);
      return new BeirSuite(
          List.of(new Dataset(folder.name(), Optional.empty(), folder)), List.of());
    }
    List<Dataset> datasets = new ArrayList<>();
    List<Path> passedOver = new ArrayList<>();
    for (Path child : directories(path)) {
      List<Path> inner = directories(child).stream().filter(BeirFolder::isOne).toList();
      if (BeirFolder.isOne(child)) {
        BeirFolder folder = BeirFolder.open(child);
        datasets.add(new Dataset(folder.name(), Optional.empty(), folder));
      } else if (inner.isEmpty()) {
        passedOver.add(child);
      } else {
        String group = String.valueOf(child.getFileName());
        for (Path folder : inner) {
          BeirFolder opened = BeirFolder.open(folder);
          datasets.add(new Dataset(group + "/" + opened.name(), Optional.of(group), opened));
        }
      }
    }
    if (datasets.isEmpty()) {
      throw new FileNotFoundException(
          path + " holds no BEIR folder: corpus.jsonl is missing in it and in its folders");
    }
    return new BeirSuite(datasets, passedOver);
  }

  /**
   * Averages values over the collections, a group's average counting once. A metric that a
   * collection has no value of is left out.
   *
   * @param means value by metric by name of the collection
   */
  public Averages averages(Map<String, Map<String, Double>> means) {
    Map<String, List<Map<String, Double>>> members = new TreeMap<>();
    List<Map<String, Double>> units = new ArrayList<>();
    for (Dataset dataset : datasets) {
      Map<String, Double> values = means.getOrDefault(dataset.name(), Map.of());
      dataset
          .group()
          .ifPresentOrElse(
              group -> members.computeIfAbsent(group, any -> new ArrayList<>()).add(values),
              () -> units.add(values));
    }
    Map<String, Map<String, Double>> groups = new TreeMap<>();
    members.forEach((group, values) -> groups.put(group, average(values)));
    units.addAll(groups.values());
    return new Averages(average(units), groups);
  }

  /**
   * Averages of a suite.
   *
   * @param all over collections and groups, by metric
   * @param groups by group, then by metric
   */
  public record Averages(Map<String, Double> all, Map<String, Map<String, Double>> groups) {}

  private static Map<String, Double> average(List<Map<String, Double>> units) {
    Map<String, Double> averages = new TreeMap<>();
    for (String metric : units.get(0).keySet()) {
      if (units.stream().allMatch(values -> values.containsKey(metric))) {
        averages.put(
            metric,
            units.stream().mapToDouble(v -> v.getOrDefault(metric, 0.0)).average().orElse(0));
      }
    }
    return averages;
  }

  private static List<Path> directories(Path path) throws IOException {
    try (Stream<Path> children = Files.list(path)) {
      return children.filter(Files::isDirectory).sorted().toList();
    }
  }
}

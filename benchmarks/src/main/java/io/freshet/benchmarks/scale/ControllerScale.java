/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.scale;

import io.freshet.connectors.json.GenerationJson;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.jobs.indexing.backfill.ControllerStateSerializer;
import io.freshet.jobs.indexing.controller.BuildVersion;
import io.freshet.jobs.indexing.controller.ControllerState;
import io.freshet.jobs.indexing.controller.Generation;
import io.freshet.jobs.indexing.controller.Outcome;
import io.freshet.jobs.indexing.controller.Portion;
import io.freshet.jobs.indexing.controller.RollOverPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Builds a generation in the controller's state alone, for ever more partitions, and prints what a
 * checkpoint of it costs: time for the reports of all readers, as they come now (one a reader) and
 * as one a partition, and bytes.
 */
public final class ControllerScale {
  private static final int READERS = 50;
  private static final int ROUNDS = 5;
  private static final long RECORDS = 100_000_000;
  private static final String DIGEST = "0123456789abcdef".repeat(4);
  private static final double NANOS_OF_MILLI = 1e6;

  private ControllerScale() {}

  /** Runs the simulation; it takes no arguments. */
  public static void main(String[] args) throws IOException {
    System.out.printf(
        "| partitions | reports of a checkpoint, one a reader, ms | one a partition, ms | end of a build, ms | state, bytes | announcement, bytes |%n|---|---|---|---|---|---|%n");
    for (int partitions : new int[] {10, 100, 1_000, 10_000}) {
      // The first is for the compiler.
      String unused = row(partitions);
      System.out.println(row(partitions));
    }
  }

  private static String row(int partitions) throws IOException {
    ControllerState reading = reading(partitions);
    List<Map<Integer, Long>> byReader = reports(partitions);
    List<Map<Integer, Long>> byPartition = new ArrayList<>();
    byReader.forEach(report -> report.forEach((p, at) -> byPartition.add(Map.of(p, at))));
    double ending =
        median(
            () -> {
              ControllerState state = reading;
              for (Map<Integer, Long> report : byReader) {
                state = state.portionsDone(1, stops(report, partitions), 1);
              }
              return state;
            });
    byte[] bytes = new ControllerStateSerializer().serialize(reading);
    return String.format(
        Locale.ROOT,
        "| %,d | %.2f | %.2f | %.2f | %,d | %d |",
        partitions,
        median(() -> advanced(reading, byReader)),
        median(() -> advanced(reading, byPartition)),
        ending,
        bytes.length,
        GenerationJson.encode(record(reading.generation(1).orElseThrow())).length);
  }

  private static ControllerState reading(int partitions) {
    Set<Integer> all = new HashSet<>();
    List<Portion> portions = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      all.add(p);
      portions.add(Portion.of(p, 0, RECORDS / partitions));
    }
    return ControllerState.initial()
        .promoted(new BuildVersion(10, DIGEST, "s3://models/freshet/registry/10-01234567"))
        .tick(new RollOverPolicy("docs", 0, 1, 0), 0)
        .apply(new Outcome.Affordable(1, 0), 0)
        .apply(new Outcome.IndexCreated(1, 384), 0)
        .apply(new Outcome.OffsetsRead(1, portions), 0)
        .assigned(1, all, true);
  }

  private static Map<Integer, Long> stops(Map<Integer, Long> report, int partitions) {
    Map<Integer, Long> stops = new HashMap<>();
    report.keySet().forEach(partition -> stops.put(partition, RECORDS / partitions));
    return stops;
  }

  private static List<Map<Integer, Long>> reports(int partitions) {
    List<Map<Integer, Long>> reports = new ArrayList<>();
    for (int reader = 0; reader < Math.min(READERS, partitions); reader++) {
      Map<Integer, Long> report = new HashMap<>();
      for (int p = reader; p < partitions; p += READERS) {
        report.put(p, RECORDS / partitions / 2);
      }
      reports.add(report);
    }
    return reports;
  }

  private static ControllerState advanced(ControllerState from, List<Map<Integer, Long>> reports) {
    ControllerState state = from;
    for (Map<Integer, Long> report : reports) {
      state = state.advanced(1, report);
    }
    return state;
  }

  @FunctionalInterface
  private interface Work {
    ControllerState run();
  }

  private static double median(Work work) {
    return IntStream.range(0, ROUNDS)
        .mapToDouble(
            round -> {
              long began = System.nanoTime();
              if (work.run().generations().size() != 1) {
                throw new IllegalStateException("a generation is missing");
              }
              return (System.nanoTime() - began) / NANOS_OF_MILLI;
            })
        .sorted()
        .skip(ROUNDS / 2)
        .findFirst()
        .orElseThrow();
  }

  private static GenerationRecord record(Generation g) {
    return new GenerationRecord(
        g.index(),
        g.number(),
        g.version().step(),
        g.version().digest(),
        g.state().name(),
        g.progress(),
        g.documents(),
        g.changedAt(),
        g.expectedMillis(),
        g.reason());
  }
}

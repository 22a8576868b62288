/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.speed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Operations that libtorch's profiler saw, with the time that each took by itself: the calls that
 * it made in turn are counted for themselves.
 */
final class Trace {
  /**
   * An operation.
   *
   * @param microseconds in all of its calls, without those of the operations inside
   */
  record Operation(String name, double microseconds, int calls) {
    private Operation plus(double more) {
      return new Operation(name, microseconds + more, calls + 1);
    }
  }

  private record Span(String name, long thread, double start, double duration) {
    double end() {
      return start + duration;
    }
  }

  /** A span that is open, and what the spans inside it took. */
  private static final class Open {
    private final Span span;
    private double inside;

    private Open(Span span) {
      this.span = span;
    }
  }

  private Trace() {}

  /** Reads the profiler's file: the operations, those that took longest first. */
  static List<Operation> read(Path file) throws IOException {
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    List<Span> spans = new ArrayList<>();
    for (JsonNode event : root.isArray() ? root : root.path("traceEvents")) {
      if (event.path("ph").asText().equals("X")) {
        spans.add(
            new Span(
                event.path("name").asText(),
                event.path("tid").asLong(),
                event.path("ts").asDouble(),
                event.path("dur").asDouble()));
      }
    }
    return operations(spans);
  }

  private static List<Operation> operations(List<Span> spans) {
    // A span that begins with another and is longer holds it.
    spans.sort(
        Comparator.comparingLong(Span::thread)
            .thenComparingDouble(Span::start)
            .thenComparing(Comparator.comparingDouble(Span::duration).reversed()));
    Map<String, Operation> operations = new TreeMap<>();
    Deque<Open> open = new ArrayDeque<>();
    for (Span span : spans) {
      while (!open.isEmpty() && !holds(open.element().span, span)) {
        close(open.pop(), operations);
      }
      if (!open.isEmpty()) {
        open.element().inside += span.duration();
      }
      open.push(new Open(span));
    }
    while (!open.isEmpty()) {
      close(open.pop(), operations);
    }
    return operations.values().stream()
        .sorted(Comparator.comparingDouble(Operation::microseconds).reversed())
        .toList();
  }

  private static boolean holds(Span outer, Span inner) {
    return outer.thread() == inner.thread() && inner.start() < outer.end();
  }

  private static void close(Open open, Map<String, Operation> operations) {
    String name = open.span.name();
    operations.put(
        name,
        operations
            .getOrDefault(name, new Operation(name, 0, 0))
            .plus(Math.max(0, open.span.duration() - open.inside)));
  }
}

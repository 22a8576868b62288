/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.cli.options.FailedException;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.files.RecordFile;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Origin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What files of training examples are worth, found before anything is trained on them.
 *
 * @param usable lines that can be used
 * @param rejected lines that cannot
 * @param first the first of those, each with file, line and reason
 * @param mostRejected share of lines that may be rejected
 */
record ExampleCheck(long usable, long rejected, List<String> first, double mostRejected) {
  private static final int TOLD = 5;

  /**
   * Reads all lines.
   *
   * @param task of the examples that name none; empty where all must name one
   */
  static ExampleCheck of(List<Path> files, String task, FreshetConfig config) throws IOException {
    long usable = 0;
    long rejected = 0;
    List<String> first = new ArrayList<>();
    for (Path file : files) {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(RecordFile.open(file), UTF_8))) {
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          number++;
          if (line.isBlank()) {
            continue;
          }
          byte[] bytes = line.getBytes(UTF_8);
          Origin origin = new Origin(file.toString(), 0, number - 1, -1);
          RawRecord raw =
              task.isEmpty()
                  ? RawRecord.ofLine(bytes, origin)
                  : RawRecord.ofLine(task, bytes, origin);
          if (FeedTarget.TRAINING_EXAMPLES.record(raw, config) instanceof Decoded.Rejected<?> no) {
            rejected++;
            if (first.size() < TOLD) {
              first.add("%s, line %d: %s".formatted(file, number, no.letter().error()));
            }
          } else {
            usable++;
          }
        }
      }
    }
    return new ExampleCheck(usable, rejected, first, config.kafka().maximumRejectedShare());
  }

  /**
   * Tells the first lines that cannot be used.
   *
   * @throws FailedException where no line can be used, or too large a share cannot
   */
  void failIfUseless(PrintWriter err) throws FailedException {
    first.forEach(err::println);
    if (rejected > first.size()) {
      err.printf("and %,d more%n", rejected - first.size());
    }
    err.flush();
    if (usable == 0) {
      throw new FailedException(
          "none of %,d lines can be used; nothing was trained".formatted(rejected));
    }
    if (rejected > mostRejected * (usable + rejected)) {
      throw new FailedException(
          "%,d of %,d lines cannot be used, which is over the share of %s that kafka.maximum-rejected-share allows; nothing was trained"
              .formatted(rejected, usable + rejected, mostRejected));
    }
  }
}

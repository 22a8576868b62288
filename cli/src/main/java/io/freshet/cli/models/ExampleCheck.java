/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.cli.options.FailedException;
import io.freshet.cli.topics.FeedTarget;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.files.RecordFile;
import io.freshet.connectors.records.Decoded;
import java.io.IOException;
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
   * Reads all lines; blank ones are no examples.
   *
   * @param task of the examples that name none; empty where all must name one
   */
  static ExampleCheck of(List<Path> files, String task, FreshetConfig config) throws IOException {
    long[] usable = new long[1];
    long[] rejected = new long[1];
    List<String> first = new ArrayList<>();
    for (Path file : files) {
      RecordFile.forEachLine(
          file,
          task,
          line -> {
            if (new String(line.value().orElseThrow(), UTF_8).isBlank()) {
              return;
            }
            if (FeedTarget.TRAINING_EXAMPLES.record(line, config)
                instanceof Decoded.Rejected<?> no) {
              rejected[0]++;
              if (first.size() < TOLD) {
                first.add(FeedTarget.problem(no.letter()));
              }
            } else {
              usable[0]++;
            }
          });
    }
    return new ExampleCheck(usable[0], rejected[0], first, config.kafka().maximumRejectedShare());
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

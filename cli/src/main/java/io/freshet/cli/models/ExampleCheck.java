/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import io.freshet.cli.files.Rejects;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.topics.FeedTarget;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.records.Decoded;
import io.freshet.jobs.files.Reading;
import io.freshet.jobs.files.RecordFiles;
import io.freshet.jobs.files.RecordRows;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What files of training examples are worth, found before anything is trained on them.
 *
 * @param usable rows that can be used
 * @param rejects rows that cannot
 * @param mostRejected share of rows that may be rejected
 */
record ExampleCheck(long usable, Rejects rejects, double mostRejected) {

  /** Reads all rows. */
  static ExampleCheck of(List<Path> files, Reading reading, FreshetConfig config)
      throws IOException {
    long usable = 0;
    Rejects rejects = new Rejects();
    for (Path file : files) {
      try (RecordRows rows = RecordFiles.open(file, reading)) {
        for (Optional<Decoded<RawRecord>> row = rows.next(); row.isPresent(); row = rows.next()) {
          if (FeedTarget.TRAINING_EXAMPLES.record(row.get(), config)
              instanceof Decoded.Rejected<?> no) {
            rejects.add(no.letter());
          } else {
            usable++;
          }
        }
      }
    }
    return new ExampleCheck(usable, rejects, config.kafka().maximumRejectedShare());
  }

  /**
   * Tells what cannot be used.
   *
   * @throws FailedException where no row can be used, or too large a share cannot
   */
  void failIfUseless(PrintWriter err) throws FailedException {
    rejects.print(err);
    long rejected = rejects.count();
    if (usable == 0) {
      throw new FailedException(
          "none of %,d rows can be used; nothing was trained".formatted(rejected));
    }
    if (rejected > mostRejected * (usable + rejected)) {
      throw new FailedException(
          "%,d of %,d rows cannot be used, which is over the share of %s that kafka.maximum-rejected-share allows; nothing was trained"
              .formatted(rejected, usable + rejected, mostRejected));
    }
  }
}

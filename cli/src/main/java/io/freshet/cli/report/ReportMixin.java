/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --report}, for the commands whose results can be looked at. */
public final class ReportMixin {
  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Write the results here too, as an HTML file that stands alone and prints; its folder is made where missing.")
  private Optional<Path> file = Optional.empty();

  /** Whether a report is wanted. */
  public boolean wanted() {
    return file.isPresent();
  }

  /** Writes the report where a file was given. */
  public void write(StandingReport report) throws IOException {
    if (file.isPresent()) {
      report.write(file.get());
    }
  }
}

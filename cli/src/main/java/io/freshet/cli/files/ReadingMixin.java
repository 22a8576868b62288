/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.files;

import io.freshet.cli.options.WrongUseException;
import io.freshet.jobs.files.Reading;
import io.freshet.jobs.files.RecordFiles;
import io.freshet.jobs.files.RecordKind;
import io.freshet.jobs.files.RecordRows;
import io.freshet.jobs.files.UnknownColumnsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** {@code --columns} and {@code --split}, for the commands that read files of records. */
public final class ReadingMixin {
  @Option(
      names = "--columns",
      paramLabel = "COLUMN=FIELD",
      split = ",",
      description =
          "Which column of the files gives which field, such as anchor=query,context=pos; needed"
              + " only where the columns' names do not say it.")
  private List<String> columns = new ArrayList<>();

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description =
          "Of BEIR folders, the judgments to read (default: train for training examples, test for"
              + " judgments).")
  private String split = "";

  /**
   * What is said about files.
   *
   * @param task of the rows that name none; empty where all must name one
   * @throws WrongUseException where a column is given wrongly
   */
  public Reading reading(RecordKind kind, String task) {
    try {
      return new Reading(kind, Reading.columns(kind, columns), split, task);
    } catch (IllegalArgumentException e) {
      throw new WrongUseException("--columns: " + e.getMessage());
    }
  }

  /**
   * Says what files are read as, each thing once.
   *
   * @throws WrongUseException where the columns of one do not say it
   */
  public static void tell(List<Path> files, Reading reading, PrintWriter err) throws IOException {
    Set<String> told = new HashSet<>();
    for (Path file : files) {
      try (RecordRows rows = RecordFiles.open(file, reading)) {
        if (!rows.told().isEmpty() && told.add(rows.told())) {
          err.println(file + ": read as " + rows.told());
        }
      } catch (UnknownColumnsException e) {
        throw new WrongUseException(String.valueOf(e.getMessage()));
      }
    }
    err.flush();
  }
}

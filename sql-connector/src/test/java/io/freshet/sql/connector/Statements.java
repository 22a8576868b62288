/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.connector;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** Runs the statements of a file one after the other, with Flink alone on its compile path. */
public final class Statements {
  private static final int ATTEMPTS = 10;

  private Statements() {}

  /** Takes the file, and a query that is asked until it finds something. */
  public static void main(String[] args) throws Exception {
    TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
    for (String statement : Files.readString(Path.of(args[0])).split(";\n", -1)) {
      if (!statement.isBlank()) {
        tables.executeSql(statement).await();
      }
    }
    // What was written is shown a moment later.
    boolean found = false;
    for (int attempt = 0; attempt < ATTEMPTS && !found; attempt++) {
      CloseableIterator<Row> rows = tables.executeSql(args[1]).collect();
      while (rows.hasNext()) {
        found = true;
        System.out.println("found " + rows.next());
      }
      rows.close();
    }
  }
}

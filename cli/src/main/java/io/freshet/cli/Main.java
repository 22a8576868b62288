/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli;

import io.freshet.cli.commands.FreshetCommand;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/** The {@code freshet} command. */
public final class Main {

  private Main() {}

  /** Runs the command and ends the JVM with its exit status. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
    PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
    System.exit(run(out, err, args));
  }

  /**
   * Runs the command in this JVM.
   *
   * @param out takes results
   * @param err takes messages
   * @return 0 when it was done, 1 when it failed, 2 when it was called wrongly
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    int status = FreshetCommand.commandLine(out, err).execute(args);
    out.flush();
    err.flush();
    return status;
  }
}

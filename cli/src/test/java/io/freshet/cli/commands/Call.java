/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import io.freshet.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;

/** One call of the command in this JVM. */
record Call(int status, String out, String err) {

  static Call of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), args);
    return new Call(status, out.toString(), err.toString());
  }
}

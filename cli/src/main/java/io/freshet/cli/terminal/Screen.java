/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.terminal;

import java.io.PrintWriter;

/**
 * Lines that stay, and on a terminal one line below them that changes. Thread-safe.
 *
 * <p>Where the output is no terminal the changing line is printed as a plain one, less often.
 */
public final class Screen {
  /** Set by the launcher: a line that wraps cannot be drawn over. */
  private static final String COLUMNS = "freshet.columns";

  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean live;
  private final long plainNanos;
  private final int columns = Math.max(20, Integer.getInteger(COLUMNS, 80));
  private long printed;
  private String status = "";

  private Screen(PrintWriter out, boolean live, long plainNanos) {
    this.out = out;
    this.live = live;
    this.plainNanos = plainNanos;
  }

  /**
   * A screen.
   *
   * @param live whether lines can be drawn over
   * @param plainSeconds seconds between two plain lines of status
   */
  public static Screen of(PrintWriter out, boolean live, int plainSeconds) {
    return new Screen(out, live, plainSeconds * 1_000_000_000L);
  }

  /** Prints a line that stays. */
  public synchronized void line(String text) {
    if (live && !status.isEmpty()) {
      out.print(CLEAR_LINE);
    }
    out.println(text);
    if (live) {
      out.print(status);
    }
    out.flush();
  }

  /** Shows how things stand. */
  public synchronized void status(String text) {
    long now = System.nanoTime();
    if (live) {
      status = text.length() < columns ? text : text.substring(0, columns - 1);
      out.print(CLEAR_LINE + status);
    } else if (printed == 0 || now - printed >= plainNanos) {
      printed = now;
      out.println(text);
    }
    out.flush();
  }

  /** Takes the changing line away. */
  public synchronized void clear() {
    if (live && !status.isEmpty()) {
      out.print(CLEAR_LINE);
      out.flush();
    }
    status = "";
  }
}

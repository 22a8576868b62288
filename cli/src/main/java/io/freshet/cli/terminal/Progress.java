/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.terminal;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * A progress bar on a terminal; silent where the output goes elsewhere. Not thread-safe.
 *
 * <p>Updates may come as often as they like: the bar is drawn a few times a second.
 */
public final class Progress implements AutoCloseable {
  private static final long REDRAW_NANOS = 200_000_000;
  private static final int WIDTH = 30;

  /** Set by the launcher where standard error is a terminal, which a JVM cannot tell. */
  private static final String TERMINAL = "freshet.terminal";

  private final PrintWriter out;
  private final String what;
  private final long total;
  private final boolean terminal;
  private final long start = System.nanoTime();
  private long drawn;
  private long done;

  private Progress(PrintWriter out, String what, long total, boolean terminal) {
    this.out = out;
    this.what = what;
    this.total = total;
    this.terminal = terminal;
  }

  /**
   * A bar for work of known size.
   *
   * @param what the unit, such as {@code texts}
   */
  public static Progress of(PrintWriter out, String what, long total) {
    return new Progress(out, what, total, Boolean.getBoolean(TERMINAL));
  }

  /** Tells how much is done so far. */
  public void update(long amount) {
    done = amount;
    long now = System.nanoTime();
    if (terminal && now - drawn >= REDRAW_NANOS) {
      drawn = now;
      draw();
    }
  }

  /** Draws the bar a last time and ends its line. */
  @Override
  public void close() {
    if (terminal && drawn != 0) {
      draw();
      out.println();
    }
  }

  private void draw() {
    double share = total <= 0 ? 0 : Math.min(1, (double) done / total);
    int filled = (int) (share * WIDTH);
    double seconds = Math.max(1e-9, (System.nanoTime() - start) / 1e9);
    out.printf(
        Locale.ROOT,
        "\r[%s%s] %3.0f%%  %,d of %,d %s  %,.0f/s ",
        "#".repeat(filled),
        " ".repeat(WIDTH - filled),
        share * 100,
        done,
        total,
        what,
        done / seconds);
    out.flush();
  }
}

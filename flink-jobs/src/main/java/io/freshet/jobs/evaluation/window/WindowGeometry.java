/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.window;

import java.io.Serializable;
import java.time.Duration;

/**
 * Where sliding windows lie and how panes make them up. Windows end at multiples of the slide; a
 * pane is as long as the greatest common divisor of size and slide, so every window is a whole
 * number of panes and a result is added to one pane only, however many windows hold it. All times
 * are milliseconds since the epoch; starts are inclusive, ends exclusive.
 *
 * @param size length of a window
 * @param slide distance of two window ends
 */
public record WindowGeometry(long size, long slide) implements Serializable {

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException unless {@code 0 < slide <= size}
   */
  public WindowGeometry {
    if (slide <= 0 || size < slide) {
      throw new IllegalArgumentException(
          "a window's slide must be positive and not longer than the window, but slide is "
              + slide
              + " ms and size is "
              + size
              + " ms");
    }
  }

  /** The geometry of windows given as durations. */
  public static WindowGeometry of(Duration size, Duration slide) {
    return new WindowGeometry(size.toMillis(), slide.toMillis());
  }

  /** Length of a pane. */
  public long pane() {
    long a = size;
    long b = slide;
    while (b != 0) {
      long rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }

  /** Start of the pane that holds a time. */
  public long paneOf(long time) {
    return Math.floorDiv(time, pane()) * pane();
  }

  /** End of the first window that ends after a time. */
  public long endAfter(long time) {
    return Math.floorDiv(time, slide) * slide + slide;
  }

  /** End of the first window that holds a pane. */
  public long firstEnd(long paneStart) {
    return endAfter(paneStart + pane() - 1);
  }

  /** End of the last window that holds a pane. */
  public long lastEnd(long paneStart) {
    return Math.floorDiv(paneStart + size, slide) * slide;
  }
}

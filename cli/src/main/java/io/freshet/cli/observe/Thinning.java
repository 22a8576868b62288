/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

import java.util.ArrayList;
import java.util.List;

/** Keeps series short enough to draw. */
final class Thinning {
  private static final int MOST = 1_000;

  private Thinning() {}

  /** The mean of as many neighbours as it takes to leave a thousand points at most. */
  static List<RunSnapshot.Loss> of(List<RunSnapshot.Loss> series) {
    if (series.size() <= MOST) {
      return List.copyOf(series);
    }
    int width = (series.size() + MOST - 1) / MOST;
    List<RunSnapshot.Loss> thinned = new ArrayList<>(MOST);
    for (int from = 0; from < series.size(); from += width) {
      List<RunSnapshot.Loss> group = series.subList(from, Math.min(from + width, series.size()));
      RunSnapshot.Loss last = group.get(group.size() - 1);
      double mean =
          group.stream().mapToDouble(RunSnapshot.Loss::loss).average().orElse(last.loss());
      thinned.add(new RunSnapshot.Loss(last.step(), last.time(), mean));
    }
    return List.copyOf(thinned);
  }
}

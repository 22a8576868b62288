/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import io.freshet.model.text.TokenBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Parts of a sub-batch dealt among devices, so that the busiest has little more than its share. */
public final class DealtParts {
  private DealtParts() {}

  /**
   * The largest part first, each to whom has least: the same parts are always dealt the same way.
   *
   * @return for each device the places of its parts, ascending; possibly none
   */
  public static List<List<Integer>> among(int devices, List<TokenBatch> parts) {
    List<Integer> largestFirst =
        IntStream.range(0, parts.size())
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> -cost(parts.get(i))))
            .toList();
    List<List<Integer>> dealt = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      dealt.add(new ArrayList<>());
    }
    long[] load = new long[devices];
    for (int part : largestFirst) {
      int least =
          IntStream.range(0, devices).reduce(0, (best, i) -> load[i] < load[best] ? i : best);
      dealt.get(least).add(part);
      load[least] += cost(parts.get(part));
    }
    return dealt.stream().map(mine -> mine.stream().sorted().toList()).toList();
  }

  private static long cost(TokenBatch part) {
    return (long) part.rows() * part.length();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.config.SamplingConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which tasks a step is made from, by the strategy's shares of rows. */
final class Mixture {

  private Mixture() {}

  /**
   * One task in the mixture.
   *
   * @param count decayed arrivals
   * @param weight of the strategy of explicit weights
   * @param rows in one of its sub-batches
   */
  record Part(double count, double weight, int rows) {}

  /**
   * The chance of each part to be the task of one sub-batch, so that rows come in the strategy's
   * shares although sub-batches differ in size. Sums to 1, or is all zero where no part has any
   * share.
   */
  static double[] chances(SamplingConfig.Strategy strategy, double alpha, List<Part> parts) {
    double[] chances = new double[parts.size()];
    double sum = 0;
    for (int i = 0; i < chances.length; i++) {
      Part part = parts.get(i);
      double share =
          switch (strategy) {
            case UNIFORM -> 1;
            case PROPORTIONAL -> part.count();
            case TEMPERATURE -> StrictMath.pow(part.count(), alpha);
            case WEIGHTS -> part.weight();
          };
      chances[i] = share / part.rows();
      sum += chances[i];
    }
    for (int i = 0; i < chances.length && sum > 0; i++) {
      chances[i] /= sum;
    }
    return chances;
  }

  /**
   * How many sub-batches of each part a step of {@code count} holds on average: no part twice while
   * there are enough others. Chances that would need more than one are capped and the rest shared
   * out.
   */
  static double[] inclusions(double[] chances, int count) {
    double[] inclusions = new double[chances.length];
    long able = Arrays.stream(chances).filter(c -> c > 0).count();
    if (able == 0) {
      return inclusions;
    }
    if (able <= count) {
      for (int i = 0; i < chances.length; i++) {
        inclusions[i] = chances[i] > 0 ? 1 + (count - able) * chances[i] : 0;
      }
      return inclusions;
    }
    boolean[] capped = new boolean[chances.length];
    boolean changed = true;
    while (changed) {
      changed = false;
      int left = count;
      double open = 0;
      for (int i = 0; i < chances.length; i++) {
        left -= capped[i] ? 1 : 0;
        open += capped[i] ? 0 : chances[i];
      }
      for (int i = 0; i < chances.length; i++) {
        inclusions[i] = capped[i] ? 1 : left * chances[i] / open;
        if (!capped[i] && inclusions[i] > 1) {
          capped[i] = true;
          changed = true;
        }
      }
    }
    return inclusions;
  }

  /** Each part's share of the rows of many steps. */
  static double[] expectedRows(double[] inclusions, List<Part> parts) {
    double[] shares = new double[inclusions.length];
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = inclusions[i] * parts.get(i).rows();
      sum += shares[i];
    }
    for (int i = 0; i < shares.length && sum > 0; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  /**
   * Draws the parts of one step: systematic sampling over a random order, which meets the {@link
   * #inclusions} exactly and draws no part twice while there are enough others.
   */
  static List<Integer> choose(double[] chances, int count, Draws draws) {
    List<Integer> able = new ArrayList<>();
    for (int i = 0; i < chances.length; i++) {
      if (chances[i] > 0) {
        able.add(i);
      }
    }
    if (able.size() <= count) {
      return all(able, chances, count, draws);
    }
    shuffle(able, draws);
    double[] inclusions = inclusions(chances, count);
    List<Integer> chosen = new ArrayList<>();
    double next = draws.unit();
    double sum = 0;
    for (int part : able) {
      sum += inclusions[part];
      if (next < sum && chosen.size() < count) {
        chosen.add(part);
        next++;
      }
    }
    // Rounding may leave the last place empty by a hair.
    for (int i = able.size() - 1; chosen.size() < count && i >= 0; i--) {
      if (!chosen.contains(able.get(i))) {
        chosen.add(able.get(i));
      }
    }
    return chosen;
  }

  private static List<Integer> all(List<Integer> able, double[] chances, int count, Draws draws) {
    List<Integer> chosen = new ArrayList<>(able);
    while (!able.isEmpty() && chosen.size() < count) {
      double at = draws.unit();
      double sum = 0;
      int pick = able.get(able.size() - 1);
      for (int part : able) {
        sum += chances[part];
        if (at < sum) {
          pick = part;
          break;
        }
      }
      chosen.add(pick);
    }
    return chosen;
  }

  private static void shuffle(List<Integer> list, Draws draws) {
    for (int i = list.size() - 1; i > 0; i--) {
      int j = draws.index(i + 1);
      int kept = list.get(i);
      list.set(i, list.get(j));
      list.set(j, kept);
    }
  }
}

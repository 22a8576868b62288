/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.learning;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimises a smooth convex function by limited-memory BFGS (Nocedal and Wright, algorithm 7.5)
 * with steps halved until the function falls enough. Stateless.
 */
final class Lbfgs {
  private static final int MEMORY = 10;
  private static final double ARMIJO = 1e-4;
  private static final int HALVINGS = 40;

  private Lbfgs() {}

  /** A function with its gradient. */
  @FunctionalInterface
  interface Objective {
    /** Returns the value at a point and writes the gradient. */
    double at(double[] point, double[] gradient);
  }

  /** A step with the change of the gradient along it. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Step(double[] move, double[] change, double curvature) {}

  /**
   * Minimises.
   *
   * @param tolerance stops where no part of the gradient is larger
   */
  static double[] minimize(double[] start, Objective objective, int iterations, double tolerance) {
    double[] point = start.clone();
    double[] gradient = new double[point.length];
    double value = objective.at(point, gradient);
    Deque<Step> memory = new ArrayDeque<>();
    for (int i = 0; i < iterations && largest(gradient) > tolerance; i++) {
      double[] direction = direction(gradient, memory);
      double slope = dot(direction, gradient);
      double[] next = new double[point.length];
      double[] nextGradient = new double[point.length];
      // The first step has no scale yet: go no farther than 1.
      double length = memory.isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
      double nextValue = Double.POSITIVE_INFINITY;
      for (int halving = 0; halving < HALVINGS; halving++) {
        for (int j = 0; j < point.length; j++) {
          next[j] = point[j] + length * direction[j];
        }
        nextValue = objective.at(next, nextGradient);
        if (nextValue <= value + ARMIJO * length * slope) {
          break;
        }
        length /= 2;
      }
      if (!(nextValue < value)) {
        return point; // as exact as doubles allow
      }
      remember(memory, difference(next, point), difference(nextGradient, gradient));
      point = next;
      gradient = nextGradient;
      value = nextValue;
    }
    return point;
  }

  private static void remember(Deque<Step> memory, double[] move, double[] change) {
    double curvature = dot(move, change);
    if (curvature > 1e-300) {
      memory.addLast(new Step(move, change, curvature));
      if (memory.size() > MEMORY) {
        memory.removeFirst();
      }
    }
  }

  /** The two-loop recursion. */
  private static double[] direction(double[] gradient, Deque<Step> memory) {
    double[] direction = new double[gradient.length];
    addScaled(direction, -1, gradient);
    double[] alphas = new double[memory.size()];
    int at = memory.size();
    for (Iterator<Step> steps = memory.descendingIterator(); steps.hasNext(); ) {
      Step step = steps.next();
      at--;
      alphas[at] = dot(step.move(), direction) / step.curvature();
      addScaled(direction, -alphas[at], step.change());
    }
    if (!memory.isEmpty()) {
      Step last = memory.getLast();
      double scale = last.curvature() / dot(last.change(), last.change());
      for (int j = 0; j < direction.length; j++) {
        direction[j] *= scale;
      }
    }
    for (Step step : memory) {
      double beta = dot(step.change(), direction) / step.curvature();
      addScaled(direction, alphas[at] - beta, step.move());
      at++;
    }
    return direction;
  }

  private static void addScaled(double[] to, double factor, double[] values) {
    for (int j = 0; j < to.length; j++) {
      to[j] += factor * values[j];
    }
  }

  private static double[] difference(double[] a, double[] b) {
    double[] result = a.clone();
    addScaled(result, -1, b);
    return result;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}

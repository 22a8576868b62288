/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.examples.loss;

import io.freshet.model.loss.LossDefinition;
import io.freshet.model.loss.LossDefinition.Documents;
import io.freshet.model.loss.LossParameter;
import io.freshet.model.loss.LossProgram;
import io.freshet.model.loss.LossProvider;
import io.freshet.model.loss.Need;
import io.freshet.model.program.ProgramSource;
import java.util.List;
import java.util.Optional;

/**
 * Alignment and uniformity (Wang and Isola 2020): a query and its document shall be close, and
 * queries as well as documents spread evenly over the sphere. With embeddings of unit length, rows
 * i of n and their weights w:
 *
 * <pre>
 * sum of w_i |q_i - d_i|^power / n + uniformity * (u(q) + u(d)) / 2,
 * u(x) = log of the mean of exp(-scale |x_i - x_j|^2) over the pairs i below j
 * </pre>
 *
 * <p>Needs no negatives: what is far apart comes from uniformity.
 */
public final class AlignmentUniformity implements LossProvider {
  /** The exponent of the distance; below 2 its gradient would be infinite at equal embeddings. */
  public static final LossParameter.Real POWER =
      LossParameter.Real.within(
          "power", 2, 2, 10, "Exponent of the distance of a query and its document.");

  /** The share of uniformity. */
  public static final LossParameter.Real UNIFORMITY =
      LossParameter.Real.within("uniformity", 1, 0, 100, "Weight of uniformity beside alignment.");

  /** How near texts must be to push each other away. */
  public static final LossParameter.Real SCALE =
      LossParameter.Real.positive(
          "scale", 2, 100, "Multiplies squared distances in uniformity: the larger, the nearer.");

  /** What configurations call {@code alignment-uniformity}. */
  public static final LossDefinition DEFINITION =
      new LossDefinition(
          "alignment-uniformity",
          "draws a query and its document together and spreads texts evenly",
          Need.PAIR,
          Documents.POSITIVE,
          true,
          List.of(POWER, UNIFORMITY, SCALE),
          Optional.of(
              new LossProgram(
                  ProgramSource.resource(AlignmentUniformity.class, "alignment_uniformity.py"),
                  "alignment_uniformity")));

  /** For the {@link java.util.ServiceLoader}. */
  public AlignmentUniformity() {}

  @Override
  public List<LossDefinition> losses() {
    return List.of(DEFINITION);
  }
}

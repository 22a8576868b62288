/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.evaluation.comparison.ForgettingMatrix;
import io.freshet.evaluation.comparison.ForgettingMatrix.Row;

/** The forgetting matrix as JSON: one object a version, by step. */
public final class MatrixJson {
  private MatrixJson() {}

  /**
   * Writes a matrix. A version has its {@code scores} and {@code forgetting} by task, its {@code
   * average}, {@code backwardTransfer} and {@code worst} task; what an only version cannot have is
   * left out.
   */
  public static ArrayNode of(ForgettingMatrix matrix) {
    ArrayNode versions = JsonNodeFactory.instance.arrayNode();
    for (int row = 0; row < matrix.rows().size(); row++) {
      Row version = matrix.rows().get(row);
      ObjectNode node = versions.addObject().put("version", version.version());
      ObjectNode scores = node.putObject("scores");
      version.scores().forEach(scores::put);
      ObjectNode forgetting = node.putObject("forgetting");
      matrix.forgetting(row).forEach((task, lost) -> forgetting.put(task, lost.loss()));
      version.average().ifPresent(mean -> node.put("average", mean));
      matrix.backwardTransfer(row).ifPresent(value -> node.put("backwardTransfer", value));
      matrix
          .worst(row)
          .ifPresent(
              worst ->
                  node.putObject("worst")
                      .put("task", worst.task())
                      .put("loss", worst.loss())
                      .put("best", worst.best())
                      .put("bestVersion", worst.bestVersion())
                      .put("now", worst.now()));
    }
    return versions;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

import io.freshet.model.program.ProgramSource;

/**
 * What computes a loss on embeddings: a function of this signature.
 *
 * <pre>{@code
 * def name(query: Tensor,
 *     document: Tensor,
 *     rows: Dict[str, Tensor],
 *     weight: Tensor,
 *     term: __torch__.terms.Term) -> Tensor:
 * }</pre>
 *
 * <p>{@code query} is [rows, width]; {@code document} is [documents, width], the positives row by
 * row, then the negatives, in at least float32 both, as the network makes them (normalise them);
 * {@code weight} is [rows]; {@code term.parameters} are the numbers of the parameters in the order
 * of the definition. The result has no dimensions; a mean over the rows counts each by its weight.
 *
 * <p>{@code rows} has {@code excluded} [rows, documents], true where a document does not count for
 * a row whatever the reach; {@code owner} [documents], the row that brought each; {@code label}
 * [rows], the grades, NaN where there is none; for a loss that needs a teacher {@code own} [rows,
 * keys], the columns of each row's own documents, -1 where it has fewer, and {@code teacher} [rows,
 * keys], their scores; for one that needs an earlier version {@code anchor_query} [rows, width] and
 * where documents are trained {@code anchor_document} [documents, width].
 *
 * @param source the file that the function stands in
 * @param function its name there
 */
public record LossProgram(ProgramSource source, String function) {

  /**
   * Checks that the file has the function.
   *
   * @throws IllegalArgumentException where it has not
   */
  public LossProgram {
    if (!source.defines(function)) {
      throw new IllegalArgumentException(
          "the source %s has no function %s".formatted(source, function));
    }
  }

  /** The function's full name. */
  public String fullName() {
    return source.function(function);
  }
}

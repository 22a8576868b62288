/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

import io.freshet.model.program.ProgramSource;
import java.util.List;

/** Writes the program that calls the function of a term's loss. */
final class LossDispatch {
  private static final String HEAD =
      """
      def loss(query: Tensor,
          document: Tensor,
          rows: Dict[str, Tensor],
          weight: Tensor,
          term: __torch__.terms.Term) -> Tensor:
        # made from the definitions of the losses; document: the positives, row by row, then the
        # negatives
      """;
  private static final String CASE =
      """
        %s term.kind == %d:
          result = %s(query, document, rows, weight, term)
      """;
  private static final String END =
      """
        else:
          assert False, "unknown loss"
          result = query
        return result
      """;

  private LossDispatch() {}

  /**
   * The source.
   *
   * @param programs by the kinds of the losses
   */
  static ProgramSource source(List<LossProgram> programs) {
    StringBuilder text = new StringBuilder(HEAD);
    for (int kind = 0; kind < programs.size(); kind++) {
      text.append(CASE.formatted(kind == 0 ? "if" : "elif", kind, programs.get(kind).fullName()));
    }
    return new ProgramSource(LossDefinitions.DISPATCH, text.append(END).toString());
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.model.loss.LossDefinition.Documents;
import io.freshet.model.program.ProgramSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LossDefinitionsTest {
  private static final ProgramSource SOURCE =
      new ProgramSource("mine", "def first(query: Tensor)\n");

  private static LossDefinition definition(
      String name, ProgramSource source, LossParameter... parameters) {
    return new LossDefinition(
        name,
        "",
        Need.PAIR,
        Documents.POSITIVE,
        false,
        List.of(parameters),
        Optional.of(new LossProgram(source, "first")));
  }

  private static LossProvider provider(LossDefinition... definitions) {
    return () -> List.of(definitions);
  }

  @Test
  void theBuiltInOnesAreFoundInTheOrderOfTheirNames() {
    assertThat(LossDefinitions.installed().names())
        .containsExactly(
            "anchor",
            "cosent",
            "cross-entropy-distillation",
            "dropout-views",
            "graded-distillation",
            "info-nce",
            "kl-distillation",
            "language-modelling",
            "margin-mse",
            "symmetric-info-nce");
    assertThat(new BuiltInLosses().losses())
        .containsExactlyInAnyOrderElementsOf(LossDefinitions.installed().all());
  }

  @Test
  void theOrderOfProvidersMeansNothing() {
    LossProvider mine = provider(definition("between", SOURCE));
    LossDefinitions first = LossDefinitions.of(List.of(mine, new BuiltInLosses()));
    LossDefinitions last = LossDefinitions.of(List.of(new BuiltInLosses(), mine));
    assertThat(first.names()).isEqualTo(last.names()).startsWith("anchor", "between", "cosent");
    assertThat(first.sources()).isEqualTo(last.sources()).contains(SOURCE);
    assertThat(first.kind(definition("between", SOURCE))).isEqualTo(1);
    // The loss on tokens stands before these and has no number.
    assertThat(first.kind(BuiltInLosses.MARGIN_MSE)).isEqualTo(8);
    assertThatThrownBy(() -> first.kind(BuiltInLosses.LANGUAGE_MODELLING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("language-modelling");
  }

  @Test
  void theDispatchCallsEachFunctionByItsKind() {
    LossDefinitions both =
        LossDefinitions.of(
            List.of(provider(definition("b", SOURCE)), provider(definition("a", SOURCE))));
    assertThat(both.sources()).hasSize(2);
    assertThat(both.sources().get(0).name()).isEqualTo("losses_dispatch");
    assertThat(both.sources().get(0).text())
        .isEqualTo(
            """
            def loss(query: Tensor,
                document: Tensor,
                rows: Dict[str, Tensor],
                weight: Tensor,
                term: __torch__.terms.Term) -> Tensor:
              # made from the definitions of the losses; document: the positives, row by row, then the
              # negatives
              if term.kind == 0:
                result = __torch__.mine.first(query, document, rows, weight, term)
              elif term.kind == 1:
                result = __torch__.mine.first(query, document, rows, weight, term)
              else:
                assert False, "unknown loss"
                result = query
              return result
            """);
  }

  @Test
  void clashesNameBothSides() {
    LossProvider mine = provider(definition("cosent", SOURCE));
    assertThatThrownBy(() -> LossDefinitions.of(List.of(new BuiltInLosses(), mine)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cosent is defined twice")
        .hasMessageContaining(BuiltInLosses.class.getName())
        .hasMessageContaining(mine.getClass().getName());
    ProgramSource other = new ProgramSource("mine", SOURCE.text() + "\n");
    assertThatThrownBy(
            () ->
                LossDefinitions.of(
                    List.of(provider(definition("a", SOURCE), definition("b", other)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a and b have different sources of the name mine.py");
  }

  @Test
  void definitionsThatCannotBeSayWhy() {
    refused(() -> definition("My Loss", SOURCE), "'My Loss'");
    refused(() -> new ProgramSource("my-loss", ""), "'my-loss'");
    refused(() -> new LossProgram(SOURCE, "second"), "mine.py has no function second");
    refused(() -> ProgramSource.resource(LossDefinitionsTest.class, "absent.py"), "absent.py");
    refused(
        () -> definition("mine", SOURCE, LossParameter.Real.within("temperature", 0.5, 0.1, 1, "")),
        "temperature of loss mine is an option of tasks");
    refused(
        () -> definition("mine", SOURCE, LossParameter.TEMPERATURE, LossParameter.TEMPERATURE),
        "two parameters of a name");
    refused(() -> definition("mine", SOURCE, LossParameter.NEGATIVES), "negatives");
    refused(() -> LossParameter.Real.positive("scale", 0, 1, ""), "scale is out of its bounds");
    refused(() -> new LossParameter.Choice("side", List.of("left"), 1, ""), "side");
    refused(
        () ->
            new LossDefinition(
                "mine",
                "",
                Need.TOKENS,
                Documents.POSITIVE,
                true,
                List.of(),
                Optional.of(new LossProgram(SOURCE, "first"))),
        "a program exactly if it is on embeddings");
  }

  @Test
  void numbersOutOfBoundsNameTheParameter() {
    refused(() -> Losses.infoNce(0, Negatives.OWN), "info-nce.temperature: '0.0' is not allowed");
    refused(() -> Losses.infoNce(0.1, Negatives.OWN, 3), "false-negative-margin: '3.0'");
    refused(() -> new Loss(BuiltInLosses.COSENT, List.of()), "1 parameters");
    refused(
        () -> Loss.of(BuiltInLosses.COSENT, Map.of(LossParameter.NEGATIVES, 1.0)),
        "cosent has no parameter negatives");
    assertThat(Loss.of(BuiltInLosses.INFO_NCE, Map.of(LossParameter.TEMPERATURE, 0.5)))
        .isEqualTo(Losses.infoNce(0.5, Negatives.BATCH, 2))
        .hasToString("info-nce temperature=0.5 negatives=1.0 false-negative-margin=2.0");
  }

  @Test
  void termsOfDifferentLengthsAreRowsOfOneTable() {
    LossDefinitions installed = LossDefinitions.installed();
    assertThat(
            LossTerm.numbers(
                List.of(
                    LossTerm.of(Losses.anchor()),
                    new LossTerm("x", 0.5, Losses.infoNce(0.1, Negatives.ALL)))))
        .isDeepEqualTo(
            new double[][] {
              {installed.kind(BuiltInLosses.ANCHOR), 1, 0, 0, 0},
              {installed.kind(BuiltInLosses.INFO_NCE), 0.5, 0.1, 2, 2}
            });
  }

  private static void refused(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}

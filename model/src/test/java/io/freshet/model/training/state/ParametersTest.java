/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.model.architecture.TensorSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ParametersTest {
  private static final Parameter FROZEN =
      parameter("words", Parameter.Part.NETWORK, Optional.empty(), false);
  private static final Parameter SHARED =
      parameter("query", Parameter.Part.NETWORK, Optional.empty(), true);
  private static final Parameter SEARCH =
      parameter("head.search", Parameter.Part.PROJECTION, Optional.of("search"), true);
  private static final Parameter SIMILARITY =
      parameter("head.similarity", Parameter.Part.PROJECTION, Optional.of("similarity"), true);
  private static final Parameter DOWN =
      parameter("query.down", Parameter.Part.ADAPTER, Optional.empty(), true);

  @Test
  void aTaskUsesWhatIsEverybodysAndItsOwn() {
    Parameters parameters = new Parameters(List.of(FROZEN, SHARED, SEARCH, SIMILARITY, DOWN));
    assertThat(parameters.trained()).containsExactly(1, 2, 3, 4);
    assertThat(parameters.select("search"))
        .isEqualTo(new Parameters.Selection(List.of(0, 1, 2, 4), List.of(0, 1, 3)));
    assertThat(parameters.select("similarity"))
        .isEqualTo(new Parameters.Selection(List.of(0, 1, 3, 4), List.of(0, 2, 3)));
    assertThat(parameters.select("another"))
        .isEqualTo(new Parameters.Selection(List.of(0, 1, 4), List.of(0, 3)));
  }

  @Test
  void nothingToTrainIsRefused() {
    Parameters parameters = new Parameters(List.of(FROZEN, SEARCH));
    assertThat(parameters.select("search").ranks()).containsExactly(0);
    assertThatThrownBy(() -> parameters.select("similarity"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("similarity");
  }

  @Test
  void namesAreUniqueAndPartsInOrder() {
    assertThatThrownBy(() -> new Parameters(List.of(SHARED, SHARED)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("query");
    assertThatThrownBy(() -> new Parameters(List.of(DOWN, SEARCH)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("head.search");
  }

  private static Parameter parameter(
      String name, Parameter.Part part, Optional<String> task, boolean trained) {
    return new Parameter(
        new TensorSpec(name, List.of(2L, 2L), TensorSpec.Role.LINEAR), part, task, trained);
  }
}

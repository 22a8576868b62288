/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.mining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavadocTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Reads a file. It may fail. | Reads a file.
          Reads e.g. a file. Then more. | Reads e.g. a file.
          Reads version 2.19.1 of it. More. | Reads version 2.19.1 of it.
          Reads a {@code List<String>} of {@link Foo#bar(int) bars}. | Reads a List<String> of bars.
          Calls {@link #close()} and {@link java.util.Map.Entry}. | Calls close and Map.Entry.
          Reads <b>all</b> of &lt;it&gt; &amp; more<p>Not this. | Reads all of <it> & more
          <p>Reads a file<ul><li>one | Reads a file
          No full stop | No full stop
          {@inheritDoc} | ''
          @return nothing | ''
          """)
  void firstSentence(String comment, String sentence) {
    assertThat(JavadocText.of(comment).sentence()).isEqualTo(sentence);
  }

  @Test
  void marginsAndLineBreaksAreTakenOff() {
    assertThat(JavadocText.of("\n   * Reads a\n   * file.\n   *\n   * More.\n   ").sentence())
        .isEqualTo("Reads a file.");
  }

  @Test
  void parametersAreReadOverSeveralLinesAndTypeParametersAreNot() {
    JavadocText text =
        JavadocText.of(
            "\n * Does it.\n * @param <T> a type\n * @param count how many\n *     there are\n"
                + " * @param empty\n * @return x\n * @param last {@code true} if so\n ");

    assertThat(text.parameters())
        .containsExactly(entry("count", "how many there are"), entry("last", "true if so"));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.mining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceFileMinerTest {
  private final MinedFile mined = new SourceFileMiner().mine(sample()).orElseThrow();

  @Test
  void methodsAreFoundInNestedTypesWithQualifiedSignatures() {
    assertThat(mined.methods())
        .extracting(MinedMethod::id)
        .containsExactly(
            "org.example.queue.Sample.poll(long)",
            "org.example.queue.Sample.poll()",
            "org.example.queue.Sample.peekAtTheOldest()",
            "org.example.queue.Sample.Inner.countBelow(int,java.util.List<String>)");
  }

  @Test
  void codeIsTheMethodAsWrittenWithoutItsCommentAndIndentation() {
    assertThat(mined.methods().get(0).code())
        .isEqualTo(
            """
            @Override
            public <T> T poll(long timeout) {
                // Stays with the code.
                if (timeout < 0) {
                    throw new IllegalArgumentException();
                }
                return take(timeout);
            }""");
  }

  @Test
  void sentencesAndParametersAreRead() {
    assertThat(mined.methods())
        .extracting(MinedMethod::sentence)
        .containsExactly(
            "Takes the oldest element, e.g. a Record or a null marker, and waits for one.",
            "Takes the oldest element at once.",
            "",
            "Counts the elements below <limit>");
    assertThat(mined.methods().get(0).javadoc().parameters())
        .isEqualTo(Map.of("timeout", "how long to wait, in milliseconds"));
  }

  @Test
  void optionsAreReadInFlinksAndInKafkasForm() {
    assertThat(mined.notes())
        .extracting(MinedNote::kind, MinedNote::name, MinedNote::description)
        .containsExactlyInAnyOrder(
            tuple(
                "option",
                "queue.poll.timeout",
                "How long a reader waits for an element, before it gives up."),
            tuple("option", "queue.linger.ms", "Milliseconds that send waits for company."),
            tuple("constant", "DEFAULT_CAPACITY", "The default number of elements that fit."));
  }

  @Test
  void whatIsNotJavaIsNotMined() {
    assertThat(new SourceFileMiner().mine("class {{{ nonsense")).isEmpty();
  }

  private static String sample() {
    try (InputStream in = SourceFileMinerTest.class.getResourceAsStream("/mining/Sample.java")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

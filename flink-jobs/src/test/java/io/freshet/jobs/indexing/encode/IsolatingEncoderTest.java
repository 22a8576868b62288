/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IsolatingEncoderTest {
  private final List<Integer> calls = new ArrayList<>();

  private static List<String> texts(int from, int count) {
    return IntStream.range(from, from + count).mapToObj(i -> "text " + i).toList();
  }

  /** One number a text, its length; fails where the texts are such. */
  private Function<List<String>, float[][]> model(Predicate<List<String>> fails) {
    return texts -> {
      calls.add(texts.size());
      if (fails.test(texts)) {
        throw new IllegalStateException("no room for " + texts.size());
      }
      return texts.stream().map(text -> new float[] {text.length()}).toArray(float[][]::new);
    };
  }

  @Test
  void callsHaveNoMoreTextsThanWanted() {
    IsolatingEncoder.Encoded encoded =
        new IsolatingEncoder().encode(texts(0, 50), 20, model(texts -> false));
    assertThat(calls).containsExactly(20, 20, 10);
    assertThat(encoded.vectors()).hasSize(50);
  }

  @Test
  void whatDoesNotFitIsEncodedByHalvesAndStaysSmall() {
    IsolatingEncoder encoder = new IsolatingEncoder();
    Function<List<String>, float[][]> small = model(texts -> texts.size() > 20);
    IsolatingEncoder.Encoded encoded = encoder.encode(texts(0, 64), Integer.MAX_VALUE, small);
    assertThat(encoded.failures()).isEmpty();
    assertThat(encoded.vectors()).hasSize(64).containsEntry("text 63", new float[] {7});
    assertThat(calls).containsExactly(64, 32, 16, 16, 32, 16, 16);

    calls.clear();
    assertThat(encoder.encode(texts(64, 40), Integer.MAX_VALUE, small).vectors()).hasSize(40);
    assertThat(calls).as("the parts that fit").containsExactly(16, 16, 8);
  }

  @Test
  void aTextThatCannotBeEncodedLeavesTheOthersAlone() {
    IsolatingEncoder encoder = new IsolatingEncoder();
    Set<String> poison = Set.of("text 5", "text 40");
    Function<List<String>, float[][]> model =
        model(texts -> texts.stream().anyMatch(poison::contains));
    IsolatingEncoder.Encoded encoded = encoder.encode(texts(0, 64), Integer.MAX_VALUE, model);
    assertThat(encoded.failures().keySet()).isEqualTo(poison);
    assertThat(encoded.vectors()).hasSize(62).doesNotContainKeys("text 5", "text 40");
    calls.clear();
    encoder.encode(texts(64, 64), Integer.MAX_VALUE, model);
    assertThat(calls).as("poison makes no parts smaller").containsExactly(64);
  }

  @Test
  void theOnlyTextOfABatchMayBePoison() {
    IsolatingEncoder.Encoded encoded =
        new IsolatingEncoder()
            .encode(List.of("bad"), Integer.MAX_VALUE, model(List.of("bad")::equals));
    assertThat(encoded.failures()).containsOnlyKeys("bad");
  }

  @Test
  void aModelThatFailsAltogetherIsNoFaultOfTheTexts() {
    Function<List<String>, float[][]> broken = model(texts -> true);
    assertThatThrownBy(() -> new IsolatingEncoder().encode(texts(0, 4), Integer.MAX_VALUE, broken))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () -> new IsolatingEncoder().encode(List.of("one"), Integer.MAX_VALUE, broken))
        .isInstanceOf(IllegalStateException.class);
  }
}

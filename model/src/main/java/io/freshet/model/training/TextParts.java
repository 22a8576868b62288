/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.device.Argument;
import io.freshet.model.device.Scopes;
import io.freshet.model.encoder.TokenBuckets;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.text.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The texts of one side of a sub-batch as programs take them: different texts once each, in parts
 * of texts of like length.
 *
 * @param buckets the parts, from the longest texts to the shortest
 * @param order for each text, its row among those of all parts
 */
record TextParts(TokenBuckets buckets, List<Long> order) {
  /**
   * What one more part costs, in padded tokens: more than any padding, which the programs leave out
   * of all but attention, while each part has gradients of all weights to add up.
   */
  private static final int TOKENS_A_PART = 1 << 20;

  TextParts {
    order = List.copyOf(order);
  }

  /**
   * Tokenizes and groups texts; a text that is there twice is encoded once.
   *
   * @param maxLength tokens a text at most
   * @param budget padded tokens a part at most; 0 for no limit
   */
  static TextParts of(TextTokenizer tokenizer, List<String> texts, int maxLength, int budget) {
    Map<String, Integer> places = new HashMap<>();
    List<String> different = new ArrayList<>();
    int[] place = new int[texts.size()];
    for (int i = 0; i < place.length; i++) {
      Integer known = places.putIfAbsent(texts.get(i), different.size());
      place[i] = known == null ? different.size() : known;
      if (known == null) {
        different.add(texts.get(i));
      }
    }
    TokenBuckets buckets =
        TokenBuckets.cheapest(
            tokenizer.tokenize(different, maxLength),
            TOKENS_A_PART,
            budget == 0 ? Integer.MAX_VALUE : budget,
            tokenizer.padId());
    long[] rows = buckets.order();
    return new TextParts(buckets, Arrays.stream(place).mapToObj(i -> rows[i]).toList());
  }

  /** Padded tokens of all parts. */
  long tokens() {
    return buckets.tokens();
  }

  /**
   * The arguments of a program: token ids, masks, seeds of the parts, order.
   *
   * @param seed of the side
   */
  List<Argument> arguments(NDManager scope, long seed) {
    NDList ids = new NDList();
    NDList masks = new NDList();
    for (TokenBatch batch : buckets.batches()) {
      Shape shape = new Shape(batch.rows(), batch.length());
      ids.add(scope.create(batch.ids(), shape));
      masks.add(scope.create(batch.mask(), shape));
    }
    NDArray seeds =
        Scopes.host(scope)
            .create(
                IntStream.range(0, buckets.batches().size())
                    .mapToLong(part -> StepSeeds.ofPart(seed, part))
                    .toArray());
    List<Argument> arguments = new ArrayList<>();
    arguments.add(Argument.of(ids));
    arguments.add(Argument.of(masks));
    arguments.add(Argument.of(seeds));
    arguments.add(Argument.of(scope.create(order.stream().mapToLong(Long::longValue).toArray())));
    return arguments;
  }
}

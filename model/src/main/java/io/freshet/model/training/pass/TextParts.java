/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

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
import java.util.List;
import java.util.stream.IntStream;

/**
 * The texts of one side of a sub-batch as programs take them, in parts of texts of like length.
 *
 * @param buckets the parts, from the longest texts to the shortest
 * @param order for each text, its row among those of all parts
 */
public record TextParts(TokenBuckets buckets, List<Long> order) {
  /**
   * What one more part costs, in padded tokens: more than any padding, which the programs leave out
   * of all but attention, while each part has gradients of all weights to add up.
   */
  private static final int TOKENS_A_PART = 1 << 20;

  public TextParts {
    order = List.copyOf(order);
  }

  /**
   * Tokenizes and groups texts; a text that is there twice is encoded once.
   *
   * @param maxLength tokens a text at most
   * @param budget padded tokens a part at most; 0 for no limit
   * @param devices that share the parts: none is larger than the share of one
   */
  public static TextParts of(
      TextTokenizer tokenizer, List<String> texts, int maxLength, int budget, int devices) {
    DistinctTexts different = DistinctTexts.of(texts);
    TextParts once = ofEach(tokenizer, different.texts(), maxLength, budget, devices);
    return new TextParts(once.buckets, different.places().stream().map(once.order::get).toList());
  }

  /**
   * Tokenizes and groups texts, each of which is encoded, whether there is another like it or not.
   *
   * @param maxLength tokens a text at most
   * @param budget padded tokens a part at most; 0 for no limit
   * @param devices that share the parts: none is larger than the share of one
   */
  public static TextParts ofEach(
      TextTokenizer tokenizer, List<String> texts, int maxLength, int budget, int devices) {
    List<long[]> ids = tokenizer.tokenize(texts, maxLength);
    int limit = budget == 0 ? Integer.MAX_VALUE : budget;
    if (devices > 1) {
      int tokens = ids.stream().mapToInt(row -> row.length).sum();
      limit = Math.min(limit, (tokens + devices - 1) / devices);
    }
    TokenBuckets buckets = TokenBuckets.cheapest(ids, TOKENS_A_PART, limit, tokenizer.padId());
    return new TextParts(buckets, Arrays.stream(buckets.order()).boxed().toList());
  }

  /** The parts, from the longest texts to the shortest. */
  public List<TokenBatch> parts() {
    return buckets.batches();
  }

  /**
   * What there is one of a text, part by part in the order of the parts' rows; only where each text
   * is a row of its own.
   */
  public List<List<Double>> byPart(List<Double> ofTexts) {
    List<List<Double>> result = new ArrayList<>();
    int done = 0;
    for (TokenBatch part : parts()) {
      List<Integer> rows = buckets.rows().subList(done, done + part.rows());
      result.add(rows.stream().map(ofTexts::get).toList());
      done += part.rows();
    }
    return result;
  }

  /** Padded tokens of all parts. */
  public long tokens() {
    return buckets.tokens();
  }

  /** Seeds of the parts' draws, from the seed of the side. */
  public List<Long> seeds(long side) {
    return IntStream.range(0, buckets.batches().size())
        .mapToObj(part -> StepSeeds.ofPart(side, part))
        .toList();
  }

  /**
   * The parts as a program takes them: token ids, masks, seeds.
   *
   * @param seeds one a part
   */
  public static List<Argument> arguments(
      NDManager scope, List<TokenBatch> parts, List<Long> seeds) {
    NDList ids = new NDList();
    parts.forEach(part -> ids.add(scope.create(part.ids(), shape(part))));
    return List.of(Argument.of(ids), masks(scope, parts), seedsArgument(scope, seeds));
  }

  /** The masks of parts as a program takes them. */
  static Argument masks(NDManager scope, List<TokenBatch> parts) {
    NDList masks = new NDList();
    parts.forEach(part -> masks.add(scope.create(part.mask(), shape(part))));
    return Argument.of(masks);
  }

  /** Seeds, one a part, as a program takes them. */
  static Argument seedsArgument(NDManager scope, List<Long> seeds) {
    long[] numbers = seeds.stream().mapToLong(Long::longValue).toArray();
    return Argument.of(Scopes.host(scope).create(numbers));
  }

  private static Shape shape(TokenBatch part) {
    return new Shape(part.rows(), part.length());
  }

  /**
   * The side as a program takes it: token ids, masks and seeds of the parts, order.
   *
   * @param seed of the side
   */
  public List<Argument> arguments(NDManager scope, long seed) {
    List<Argument> arguments = new ArrayList<>(arguments(scope, buckets.batches(), seeds(seed)));
    arguments.add(orderArgument(scope));
    return arguments;
  }

  /** The order as a program takes it. */
  Argument orderArgument(NDManager scope) {
    return Argument.of(scope.create(order.stream().mapToLong(Long::longValue).toArray()));
  }
}

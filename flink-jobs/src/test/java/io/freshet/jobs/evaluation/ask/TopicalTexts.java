/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Documents of made-up words in topics, so that their embeddings lie in clusters, and queries that
 * share every other word with one document.
 *
 * @param documents texts; document {@code i} is called {@link #id}
 * @param queries query {@code i} was made of document {@link #source}
 */
record TopicalTexts(List<String> documents, List<String> queries) {
  private static final int WORDS = 800;
  private static final int WORDS_OF_TOPIC = 16;
  private static final int DOCUMENTS_OF_TOPIC = 40;
  private static final int LENGTH = 12;

  /** The words a document has from its topic; the others come from anywhere. */
  private static final int TOPICAL = 9;

  /** Draws the texts. */
  static TopicalTexts draw(int documents, int queries, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> words = IntStream.range(0, WORDS).mapToObj(i -> word(random, 4 + i % 4)).toList();
    List<String> texts = new ArrayList<>();
    List<String> topic = List.of();
    for (int i = 0; i < documents; i++) {
      if (i % DOCUMENTS_OF_TOPIC == 0) {
        topic = drawn(words, WORDS_OF_TOPIC, random);
      }
      List<String> text = new ArrayList<>(drawn(topic, TOPICAL, random));
      text.addAll(drawn(words, LENGTH - TOPICAL, random));
      texts.add(String.join(" ", text));
    }
    TopicalTexts drawn = new TopicalTexts(texts, List.of());
    return new TopicalTexts(
        texts,
        IntStream.range(0, queries)
            .mapToObj(i -> everyOtherWord(texts.get(drawn.source(i, queries))))
            .toList());
  }

  private static String word(SplittableRandom random, int length) {
    return random
        .ints(length, 'a', 'z' + 1)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static List<String> drawn(List<String> words, int count, SplittableRandom random) {
    return random.ints(count, 0, words.size()).mapToObj(words::get).toList();
  }

  private static String everyOtherWord(String text) {
    List<String> words = List.of(text.split(" "));
    return IntStream.range(0, words.size())
        .filter(i -> i % 2 == 0)
        .mapToObj(words::get)
        .collect(Collectors.joining(" "));
  }

  /** Number of the document that a query was made of. */
  int source(int query) {
    return source(query, queries.size());
  }

  private int source(int query, int of) {
    return query * (documents.size() / of);
  }

  /** Id of a document. */
  String id(int document) {
    return "d" + document;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Texts as one model reads them: what {@link EmbeddingModel#tokenize(List, TextRole)} makes and
 * {@link EmbeddingModel#embed(TokenizedTexts)} takes, so that the processor's share of encoding can
 * be done by other threads than the one that keeps the device busy. The arrays are not to be
 * changed.
 *
 * @param ids one array a text, special tokens and those of the prompt included; none is empty
 * @param skipped tokens at the front of each text that the pooling leaves out
 * @param role the side whose network encodes them
 * @param projection name of the task whose projection their embeddings go through; empty for none
 */
public record TokenizedTexts(
    List<long[]> ids, int skipped, TextRole role, Optional<String> projection) {

  /** Keeps a copy of the list. */
  public TokenizedTexts {
    ids = List.copyOf(ids);
  }

  /** Texts whose embeddings go through no projection. */
  public TokenizedTexts(List<long[]> ids, int skipped, TextRole role) {
    this(ids, skipped, role, Optional.empty());
  }

  /** The same texts, whose embeddings go through the projection of a task, or through none. */
  public TokenizedTexts through(Optional<String> task) {
    return new TokenizedTexts(ids, skipped, role, task);
  }

  /** How many texts these are. */
  public int size() {
    return ids.size();
  }

  /** Tokens of all texts together, without padding. */
  public long tokens() {
    return ids.stream().mapToLong(row -> row.length).sum();
  }

  /**
   * The texts in several parts, in order.
   *
   * @param most tokens of a part at most; a longer text is a part of its own
   */
  public List<TokenizedTexts> parts(long most) {
    List<TokenizedTexts> parts = new ArrayList<>();
    int from = 0;
    long tokens = 0;
    for (int i = 0; i < ids.size(); i++) {
      int length = ids.get(i).length;
      if (i > from && tokens + length > most) {
        parts.add(new TokenizedTexts(ids.subList(from, i), skipped, role, projection));
        from = i;
        tokens = 0;
      }
      tokens += length;
    }
    parts.add(new TokenizedTexts(ids.subList(from, ids.size()), skipped, role, projection));
    return parts;
  }

  /**
   * All texts of several as one, in order; their prompts may differ.
   *
   * @throws IllegalArgumentException where they differ in what is skipped, in their role or in
   *     their projection, so that they cannot go through the network together; or where there are
   *     none
   */
  public static TokenizedTexts joined(List<TokenizedTexts> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("no texts to join");
    }
    TokenizedTexts first = parts.get(0);
    List<long[]> all = new ArrayList<>();
    for (TokenizedTexts part : parts) {
      if (part.skipped != first.skipped
          || part.role != first.role
          || !part.projection.equals(first.projection)) {
        throw new IllegalArgumentException(
            "%s with %d tokens skipped%s cannot be joined with %s with %d%s"
                .formatted(
                    part.role,
                    part.skipped,
                    behind(part),
                    first.role,
                    first.skipped,
                    behind(first)));
      }
      all.addAll(part.ids);
    }
    return new TokenizedTexts(all, first.skipped, first.role, first.projection);
  }

  private static String behind(TokenizedTexts texts) {
    return texts.projection.map(task -> " through the projection of " + task).orElse("");
  }
}

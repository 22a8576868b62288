/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes texts, in ever smaller parts where that fails: what does not fit into the device's memory
 * fits by halves, and of a text that can never be encoded the others suffer nothing. Parts stay as
 * small as they had to become. Not thread-safe.
 */
final class IsolatingEncoder {
  private static final Logger LOG = LoggerFactory.getLogger(IsolatingEncoder.class);

  /** What every model can encode, if it can encode anything. */
  private static final String PLAIN = "a";

  private int atOnce = Integer.MAX_VALUE;

  /**
   * What became of texts.
   *
   * @param vectors by text, [dimension] each
   * @param failures of the texts that have none, by text
   */
  record Encoded(Map<String, float[]> vectors, Map<String, RuntimeException> failures) {}

  /**
   * Encodes all texts that can be.
   *
   * @param texts each once
   * @param most texts in one call of the model
   * @param model makes one row a text, or throws
   * @throws RuntimeException what the model throws where it fails whatever the text is
   */
  Encoded encode(List<String> texts, int most, Function<List<String>, float[][]> model) {
    Encoded encoded = new Encoded(new HashMap<>(), new HashMap<>());
    for (int from = 0; from < texts.size(); ) {
      int to = (int) Math.min(texts.size(), (long) from + Math.min(most, atOnce));
      encode(texts.subList(from, to), model, encoded);
      from = to;
    }
    if (!encoded.failures().isEmpty() && encoded.vectors().isEmpty()) {
      // Not one of them could be encoded: is it the texts, or the model?
      float[][] unused = model.apply(List.of(PLAIN));
    }
    return encoded;
  }

  private void encode(
      List<String> texts, Function<List<String>, float[][]> model, Encoded encoded) {
    float[][] rows;
    try {
      rows = model.apply(texts);
    } catch (RuntimeException e) {
      split(texts, model, encoded, e);
      return;
    }
    for (int i = 0; i < rows.length; i++) {
      encoded.vectors().put(texts.get(i), rows[i]);
    }
  }

  private void split(
      List<String> texts,
      Function<List<String>, float[][]> model,
      Encoded encoded,
      RuntimeException failure) {
    if (texts.size() == 1) {
      encoded.failures().put(texts.get(0), failure);
      return;
    }
    int half = (texts.size() + 1) / 2;
    LOG.warn("{} texts could not be encoded at once; trying {}", texts.size(), half, failure);
    int failed = encoded.failures().size();
    encode(texts.subList(0, half), model, encoded);
    encode(texts.subList(half, texts.size()), model, encoded);
    if (encoded.failures().size() == failed) {
      // It was their number and none of the texts.
      atOnce = Math.min(atOnce, half);
    }
  }
}

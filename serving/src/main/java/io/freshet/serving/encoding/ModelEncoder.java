/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.encoding;

import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.TokenizedTexts;
import io.freshet.serving.QueryEncoder;
import io.freshet.serving.QueryProfile;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A version as its model encodes it. Owns the model. */
public record ModelEncoder(EmbeddingModel model) implements VersionEncoder {
  private static final int[] WARM_UP_ROWS = {1, 2, 8, 8};

  /** The first calls of a shape are slow: they are made before anybody waits for them. */
  public static ModelEncoder warm(EmbeddingModel model) {
    ModelEncoder encoder = new ModelEncoder(model);
    try {
      for (int rows : WARM_UP_ROWS) {
        List<String> texts = Collections.nCopies(rows, "a text of no use");
        encoder.embed(encoder.tokenize(texts, TextRole.DOCUMENT));
        encoder.embed(encoder.tokenize(texts, TextRole.QUERY));
      }
      return encoder;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  @Override
  public TokenizedTexts tokenize(List<String> texts, TextRole role) {
    return model.tokenize(texts, role);
  }

  @Override
  public TokenizedTexts tokenize(List<String> texts, QueryProfile task) {
    return new QueryEncoder(model, Optional.of(task)).tokenize(texts);
  }

  @Override
  public float[][] embed(TokenizedTexts texts) {
    return model.embed(texts);
  }

  @Override
  public int dimension() {
    return model.dimension();
  }

  @Override
  public void close() {
    model.close();
  }
}

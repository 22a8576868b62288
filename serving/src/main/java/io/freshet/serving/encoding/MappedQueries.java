/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.encoding;

import io.freshet.model.TextRole;
import io.freshet.model.TokenizedTexts;
import io.freshet.model.mapping.DriftMap;
import io.freshet.serving.QueryProfile;
import java.util.List;

/** Encodes queries by one version and carries them into the space of another. Owns the version. */
public record MappedQueries(VersionEncoder version, DriftMap map) implements VersionEncoder {

  @Override
  public TokenizedTexts tokenize(List<String> texts, TextRole role) {
    if (role != TextRole.QUERY) {
      // The map was tried on queries alone, and documents of the index are not encoded here.
      throw new IllegalArgumentException("only queries are mapped");
    }
    return version.tokenize(texts, role);
  }

  @Override
  public TokenizedTexts tokenize(List<String> texts, QueryProfile task) {
    return version.tokenize(texts, task);
  }

  @Override
  public float[][] embed(TokenizedTexts texts) {
    float[][] vectors = version.embed(texts);
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = map.apply(vectors[i]);
    }
    return vectors;
  }

  @Override
  public int dimension() {
    return map.to();
  }

  @Override
  public void close() {
    version.close();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.encoding;

import io.freshet.model.TextRole;
import io.freshet.model.TokenizedTexts;
import io.freshet.serving.QueryProfile;
import java.util.List;

/** What encodes by one version. Thread-safe, until it is closed once. */
public interface VersionEncoder extends AutoCloseable {

  /** Tokenizes texts of a role with the version's own prompt and length. */
  TokenizedTexts tokenize(List<String> texts, TextRole role);

  /** Tokenizes queries of a task. */
  TokenizedTexts tokenize(List<String> texts, QueryProfile task);

  /** Vectors [texts, dimension], in the order of the texts, which this version has tokenized. */
  float[][] embed(TokenizedTexts texts);

  /** Numbers of a vector. */
  int dimension();

  @Override
  void close();
}

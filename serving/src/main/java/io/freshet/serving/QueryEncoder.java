/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

import io.freshet.connectors.opensearch.generations.DocumentProfile;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.TokenizedTexts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Encodes queries by one version, with the prompt and length of a task or, without a task, with
 * those of the model's folder. The one way in which the jobs, the gate and the command do it.
 * Immutable; as thread-safe as the model.
 */
public final class QueryEncoder {
  private final EmbeddingModel model;
  private final Optional<QueryProfile> profile;
  private final Optional<String> projection;

  /** An encoder of queries for vectors of all tasks; the model stays the caller's to close. */
  public QueryEncoder(EmbeddingModel model, Optional<QueryProfile> profile) {
    this(model, profile, Optional.empty());
  }

  /**
   * An encoder of queries for vectors of documents; the model stays the caller's to close.
   *
   * @param documents how those are made; empty for the folder's own way
   */
  public QueryEncoder(
      EmbeddingModel model, Optional<QueryProfile> profile, Optional<DocumentProfile> documents) {
    this.model = model;
    this.profile = profile;
    this.projection = documents.flatMap(DocumentProfile::projection);
  }

  /** Returns vectors [texts, dimension] in the order of the texts. */
  public float[][] encode(List<String> texts) {
    if (texts.isEmpty()) {
      return new float[0][];
    }
    return model.embed(tokenize(texts));
  }

  /** The texts as the version reads queries, for {@link EmbeddingModel#embed(TokenizedTexts)}. */
  public TokenizedTexts tokenize(List<String> texts) {
    return profile
        .map(task -> model.tokenize(texts, TextRole.QUERY, task.prompt(), length(task)))
        .orElseGet(() -> model.tokenize(texts, TextRole.QUERY))
        .through(projection);
  }

  /** What vectors depend on beside the version, by name. */
  public Map<String, String> about() {
    Map<String, String> about = new TreeMap<>();
    profile.ifPresent(
        task -> {
          about.put("query-prompt", task.prompt());
          about.put("query-length", Integer.toString(length(task)));
        });
    projection.ifPresent(task -> about.put("query-projection", task));
    return about;
  }

  private int length(QueryProfile task) {
    return Math.min(task.maxLength(), model.maxLength());
  }
}

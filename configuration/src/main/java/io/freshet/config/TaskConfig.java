/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.serving.QueryProfile;
import java.io.Serializable;

/**
 * One task.
 *
 * @param weight lambda, the task's share in the loss of a step
 * @param temperature tau of the contrastive losses; scale of CoSENT is its inverse
 * @param losses those of the kind, or others, and their settings
 * @param projection numbers that a projection of its own makes of an embedding; 0 for none
 * @param learningRateFactor multiplies the learning rate of the projection
 * @param samplingWeight used by the strategy of explicit weights
 * @param partTokens padded tokens that go through the network with their graph at once; 0 for no
 *     limit
 */
public record TaskConfig(
    String name,
    Kind kind,
    double weight,
    double temperature,
    String queryPrompt,
    String documentPrompt,
    int queryMaxLength,
    int documentMaxLength,
    int batchSize,
    int negativesPerQuery,
    Negatives negatives,
    TaskLosses losses,
    int projection,
    double learningRateFactor,
    double samplingWeight,
    int partTokens)
    implements Serializable {

  /** What the task is about; each kind has a default loss. */
  public enum Kind {
    RETRIEVAL,
    CODE,
    QA,
    SIMILARITY,
    IN_CONTEXT,
    SENTENCE_REPRESENTATION,
    LANGUAGE_MODELLING
  }

  /** How the task's queries are encoded. */
  public QueryProfile queries() {
    return new QueryProfile(queryPrompt, queryMaxLength);
  }

  /** Whether the task contrasts dropout views. */
  boolean learnsFromDropout() {
    return losses.terms().isEmpty()
        ? kind == Kind.SENTENCE_REPRESENTATION
        : losses.terms().stream().anyMatch(term -> term.name() == LossConfig.Name.DROPOUT_VIEWS);
  }

  /** Whether a loss of the task treats both of its texts alike, or knows one only. */
  boolean treatsTextsAlike() {
    if (!losses.terms().isEmpty()) {
      return losses.terms().stream().anyMatch(term -> term.name().alike());
    }
    return switch (kind) {
      case RETRIEVAL, CODE, QA, IN_CONTEXT -> false;
      case SIMILARITY, SENTENCE_REPRESENTATION, LANGUAGE_MODELLING -> true;
    };
  }

  /** Which documents a query is contrasted with. */
  public enum Negatives {
    OWN,
    BATCH,
    ALL
  }
}

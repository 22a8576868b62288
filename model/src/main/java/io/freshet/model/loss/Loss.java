/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

/**
 * What embeddings are trained towards. Cosines are of normalised embeddings; a row is a query with
 * its positive and its negatives, its <em>own keys</em>. Immutable.
 */
public sealed interface Loss
    permits Loss.InfoNce,
        Loss.Cosent,
        Distillation,
        Loss.MarginMse,
        Loss.Anchor,
        Loss.DropoutViews,
        Loss.LanguageModelling {

  /** What a row must bring for the loss to say anything. */
  enum Need {
    /** A query and its document. */
    PAIR,
    /** A pair and a number that grades it. */
    GRADE,
    /** A teacher's score of every own key. */
    TEACHER,
    /** A text, seen twice under different dropout. */
    VIEWS,
    /** A text alone. */
    TEXT
  }

  /** What a row must bring. */
  Need need();

  /** What the loss is called in configurations and reports. */
  String name();

  /** Which documents the loss looks at, besides the positives. */
  Candidates.Reach reach();

  /**
   * Whether the two texts of a row are alike to the loss, or there is one only: none of them can
   * then be a document that stays as it is.
   */
  default boolean alike() {
    return false;
  }

  /** The loss as the programs take it. */
  LossNumbers numbers();

  /**
   * Cross entropy of the own positive among the candidates, by cosine over temperature (van den
   * Oord et al. 2018); with several negatives a row and in the batch as in DPR.
   *
   * @param negatives which documents are candidates
   * @param symmetric whether the mean is taken with the cross entropy of the own query among the
   *     queries, for each positive
   * @param margin a candidate whose cosine exceeds the positive's by more is taken for a false
   *     negative and left out (Qwen3 Embedding uses 0.1, NV-Retriever negative margins); 2 leaves
   *     none out
   */
  record InfoNce(double temperature, Negatives negatives, boolean symmetric, double margin)
      implements Loss {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException on a temperature that is not positive, or a margin that is
     *     no difference of cosines
     */
    public InfoNce {
      Temperatures.check("temperature", temperature);
      if (!(margin >= -2 && margin <= 2)) {
        throw new IllegalArgumentException("a margin of cosines lies in -2 to 2, not " + margin);
      }
    }

    /** One way, and nothing left out. */
    public InfoNce(double temperature, Negatives negatives) {
      this(temperature, negatives, false, 2);
    }

    @Override
    public Need need() {
      return Need.PAIR;
    }

    @Override
    public String name() {
      return symmetric ? "symmetric-info-nce" : "info-nce";
    }

    @Override
    public Candidates.Reach reach() {
      return Candidates.Reach.of(negatives);
    }

    @Override
    public boolean alike() {
      return symmetric;
    }

    @Override
    public LossNumbers numbers() {
      return new LossNumbers(symmetric ? 1 : 0, temperature, 1, margin, negatives.code());
    }
  }

  /**
   * Order of the pairs' cosines by their grades: log(1 + sum of exp((cosine i - cosine j) /
   * temperature) over the pairs with grade i below grade j) (Su 2022).
   */
  record Cosent(double temperature) implements Loss {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException on a temperature that is not positive
     */
    public Cosent {
      Temperatures.check("temperature", temperature);
    }

    @Override
    public Need need() {
      return Need.GRADE;
    }

    @Override
    public String name() {
      return "cosent";
    }

    @Override
    public Candidates.Reach reach() {
      return Candidates.Reach.NONE;
    }

    @Override
    public boolean alike() {
      return true;
    }

    @Override
    public LossNumbers numbers() {
      return new LossNumbers(2, temperature, 1, 2, 0);
    }
  }

  /**
   * Squared difference of the margins of the positive over each negative, by dot products of the
   * embeddings as they are, from the margins of a teacher (Hofst&auml;tter et al. 2020).
   *
   * @param teacherTemperature that the teacher's scores are divided by
   */
  record MarginMse(double teacherTemperature) implements Loss {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException on a temperature that is not positive
     */
    public MarginMse {
      Temperatures.check("teacher's temperature", teacherTemperature);
    }

    @Override
    public Need need() {
      return Need.TEACHER;
    }

    @Override
    public String name() {
      return "margin-mse";
    }

    @Override
    public Candidates.Reach reach() {
      return Candidates.Reach.of(Negatives.OWN);
    }

    @Override
    public LossNumbers numbers() {
      return new LossNumbers(6, 1, teacherTemperature, 2, 0);
    }
  }

  /**
   * 1 - cosine to the embedding that a frozen earlier version gives the same text: the mean over
   * queries and the mean over documents, averaged.
   */
  record Anchor() implements Loss {
    @Override
    public Need need() {
      return Need.TEXT;
    }

    @Override
    public String name() {
      return "anchor";
    }

    @Override
    public Candidates.Reach reach() {
      return Candidates.Reach.NONE;
    }

    @Override
    public LossNumbers numbers() {
      return new LossNumbers(7, 1, 1, 2, 0);
    }
  }

  /**
   * InfoNCE between two views of each text, which differ by their dropout alone (Gao et al. 2021,
   * SimCSE); the other texts of the batch are the negatives.
   */
  record DropoutViews(double temperature) implements Loss {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException on a temperature that is not positive
     */
    public DropoutViews {
      Temperatures.check("temperature", temperature);
    }

    @Override
    public Need need() {
      return Need.VIEWS;
    }

    @Override
    public String name() {
      return "dropout-views";
    }

    @Override
    public Candidates.Reach reach() {
      return Candidates.Reach.of(Negatives.BATCH);
    }

    @Override
    public boolean alike() {
      return true;
    }

    @Override
    public LossNumbers numbers() {
      return new LossNumbers(0, temperature, 1, 2, 1);
    }
  }

  /**
   * Cross entropy of tokens: hidden ones where the network is an encoder (Devlin et al. 2019), the
   * following one where it is a decoder. The mean is over the tokens that are predicted.
   *
   * @param maskedShare of the tokens that are to be predicted by an encoder
   */
  record LanguageModelling(double maskedShare) implements Loss {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException on a share outside of 0 to 1
     */
    public LanguageModelling {
      if (!(maskedShare > 0 && maskedShare < 1)) {
        throw new IllegalArgumentException(
            "a share of masked tokens lies between 0 and 1, not at " + maskedShare);
      }
    }

    @Override
    public Need need() {
      return Need.TEXT;
    }

    @Override
    public String name() {
      return "language-modelling";
    }

    @Override
    public Candidates.Reach reach() {
      return Candidates.Reach.NONE;
    }

    @Override
    public boolean alike() {
      return true;
    }

    @Override
    public LossNumbers numbers() {
      throw new IllegalStateException("language modelling looks at tokens, not at embeddings");
    }
  }
}

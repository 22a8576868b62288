/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

import java.util.List;

/**
 * A setting of a loss; its program sees a number. Immutable.
 *
 * <p>The constants are options of a task as well, of the same names: where a loss is not given its
 * own value of one, it has the task's. Every other parameter has its default there.
 */
public sealed interface LossParameter {
  /** Divides cosines. */
  Real TEMPERATURE =
      Real.positive(
          "temperature",
          0.02,
          10,
          "Temperature of the contrastive losses; the scale of CoSENT is its inverse.");

  /** Divides a teacher's scores. */
  Real TEACHER_TEMPERATURE =
      Real.positive(
          "teacher-temperature",
          1,
          1e3,
          "Divides the scores of a teacher in distillation and margin MSE.");

  /** Cosine above the positive's from which on a negative is left out. */
  Real FALSE_NEGATIVE_MARGIN =
      Real.within(
          "false-negative-margin",
          2,
          -2,
          2,
          "A negative whose cosine exceeds the positive's by more counts as a false one and is left out; 2 leaves none out.");

  /** Share of an encoder's tokens that are to be predicted. */
  Real MASKED_SHARE =
      Real.within(
          "masked-share",
          0.15,
          0.01,
          0.9,
          "Share of the tokens that an encoder is to predict in language modelling.");

  /** Which documents a query is contrasted with: {@link Negatives}, each reaching further. */
  Choice NEGATIVES =
      new Choice(
          "negatives",
          List.of("own", "batch", "all"),
          Negatives.BATCH.code(),
          "Which documents a query is contrasted with: its own, the positives of the batch too, or all of the batch.");

  /** The parameters that are options of a task as well. */
  List<LossParameter> SHARED =
      List.of(TEMPERATURE, TEACHER_TEMPERATURE, FALSE_NEGATIVE_MARGIN, MASKED_SHARE, NEGATIVES);

  /** The key: lower-case words with hyphens. */
  String name();

  /** The value where none is given. */
  double initial();

  /** What it does, as a sentence or two. */
  String description();

  /** Whether a value is within bounds. */
  boolean allows(double value);

  /** The bounds in words. */
  String allowed();

  /**
   * A number.
   *
   * @param low bound
   * @param open whether the low bound itself is not allowed
   * @param high bound, which is allowed
   */
  record Real(
      String name, double initial, double low, boolean open, double high, String description)
      implements LossParameter {

    /**
     * Checks name and numbers.
     *
     * @throws IllegalArgumentException on a name of another form, or a default out of bounds
     */
    public Real {
      Names.check("parameter", name);
      if (!(initial > low || (!open && initial == low)) || !(initial <= high)) {
        throw new IllegalArgumentException(
            "the default %s of parameter %s is out of its bounds".formatted(initial, name));
      }
    }

    /** A number above 0, up to another one. */
    public static Real positive(String name, double initial, double high, String description) {
      return new Real(name, initial, 0, true, high, description);
    }

    /** A number of a closed range. */
    public static Real within(
        String name, double initial, double low, double high, String description) {
      return new Real(name, initial, low, false, high, description);
    }

    @Override
    public boolean allows(double value) {
      return (open ? value > low : value >= low) && value <= high;
    }

    @Override
    public String allowed() {
      return open
          ? "above " + (low == 0 ? "0" : Double.toString(low)) + ", at most " + high
          : low + " to " + high;
    }
  }

  /**
   * One of some words; the program sees its place.
   *
   * @param words at least one
   * @param place of the default
   */
  record Choice(String name, List<String> words, int place, String description)
      implements LossParameter {

    /**
     * Checks the names and the place.
     *
     * @throws IllegalArgumentException on a name of another form, or a place without a word
     */
    public Choice {
      words = List.copyOf(words);
      Names.check("parameter", name);
      words.forEach(word -> Names.check("choice", word));
      if (place < 0 || place >= words.size()) {
        throw new IllegalArgumentException(
            "parameter %s has no word at place %d".formatted(name, place));
      }
    }

    @Override
    public double initial() {
      return place;
    }

    @Override
    public boolean allows(double value) {
      return value == Math.rint(value) && value >= 0 && value < words.size();
    }

    @Override
    public String allowed() {
      return String.join(", ", words);
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.forgetting;

import java.util.Map;

/**
 * One way to learn the streams: their order, and what differs from the configuration given. All
 * arms that train do so on as many rows.
 */
@SuppressWarnings("ImmutableEnumChecker") // the settings are copied
enum Arm {
  /** The start model, which no training should fall below. */
  START("the start, untrained", Order.UNREAD, Map.of()),
  /** All streams shuffled into one: what forgets nothing, since nothing comes last. */
  JOINT("joint", Order.SHUFFLED, Map.of()),
  /** The same with a rate that falls to 0 at the end, which an endless stream cannot have. */
  JOINT_DECAY("joint, linear decay", Order.SHUFFLED, Map.of("training.schedule", "linear")),
  /** Task after task, each as often as its rows are trained on elsewhere, and nothing again. */
  NONE("no replay", Order.REPEATED, Map.of("sampling.replay-ratio", "0")),
  /** Task after task, with replay, the last weights as they are and at a constant rate. */
  REPLAY(
      "replay",
      Order.SEQUENCE,
      Map.of("training.schedule", "constant", "training.average-decay", "0")),
  /** As the configuration says, or by default. */
  DEFAULT("as configured", Order.SEQUENCE, Map.of()),
  /** An average of the weights. */
  AVERAGE(
      "replay, average of weights",
      Order.SEQUENCE,
      Map.of("training.schedule", "constant", "training.average-decay", "0.998")),
  /** The rate falls before every version. */
  CYCLES(
      "replay, cycles of decay",
      Order.SEQUENCE,
      Map.of("training.schedule", "warmup-stable-decay", "training.average-decay", "0")),
  /** Equal shares for all tasks that ever came. */
  UNIFORM("replay, uniform shares", Order.SEQUENCE, Map.of("sampling.strategy", "uniform")),
  /** Versions keep a fifth of the start. */
  MERGE("replay, merged with the start", Order.SEQUENCE, Map.of("training.start-share", "0.2"));

  /** In what order the examples of the streams are read. */
  enum Order {
    /** Not at all: the model stays as it is. */
    UNREAD,
    /** Stream after stream. */
    SEQUENCE,
    /** Stream after stream, each several times in a row. */
    REPEATED,
    /** In one random order. */
    SHUFFLED
  }

  private final String title;
  private final Order order;
  private final Map<String, String> settings;

  Arm(String title, Order order, Map<String, String> settings) {
    this.title = title;
    this.order = order;
    this.settings = Map.copyOf(settings);
  }

  /** For a person. */
  String title() {
    return title;
  }

  Order order() {
    return order;
  }

  /** Whether anything is learnt. */
  boolean trains() {
    return order != Order.UNREAD;
  }

  /** Options that differ from the configuration, by key. */
  Map<String, String> settings() {
    return settings;
  }
}

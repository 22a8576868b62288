/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * When a job fails, in the order of places.
 *
 * @param moments each comes once
 */
record Failures(List<Moment> moments) implements Serializable {

  /** No failure. */
  static final Failures NONE = new Failures(List.of());

  /** What a job is about when it fails. */
  enum Kind {
    /** It takes a message. */
    MESSAGE,
    /** Anything: the failure comes from another thread some time after a message. */
    ANYTHING,
    /** It takes a snapshot of its state. */
    SNAPSHOT,
    /** It is told that a checkpoint is complete. */
    COMPLETION
  }

  /**
   * One failure.
   *
   * @param place how many messages have counted before it at least
   * @param delayMillis after that message, where the failure comes from another thread
   */
  record Moment(int place, Kind kind, int delayMillis) implements Serializable {}

  Failures {
    moments = List.copyOf(moments);
  }

  /** How many there are of other kinds. */
  int without(Kind kind) {
    return (int) moments.stream().filter(moment -> moment.kind() != kind).count();
  }

  /** Some failures at random places among a number of messages, of as many kinds as there are. */
  static Failures random(long seed, int count, int messages) {
    Random random = new Random(seed);
    List<Kind> kinds = new ArrayList<>();
    while (kinds.size() < count) {
      List<Kind> all = new ArrayList<>(List.of(Kind.values()));
      Collections.shuffle(all, random);
      kinds.addAll(all);
    }
    List<Moment> moments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      moments.add(new Moment(random.nextInt(messages), kinds.get(i), random.nextInt(40)));
    }
    moments.sort(Comparator.comparingInt(Moment::place));
    return new Failures(moments);
  }
}

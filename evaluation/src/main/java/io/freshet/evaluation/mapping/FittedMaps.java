/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import io.freshet.model.mapping.DriftMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * A map of each kind between two versions. A fifth of the documents is held out and asked as
 * queries are: the ridge is chosen, and the best kind, by how many of its ten neighbours among the
 * others a mapped document keeps. The cosine is not asked: a map may come closer to every vector
 * and yet draw them together, which ranks worse. The maps themselves are then fitted on all
 * documents. Immutable; the same documents and seed give the same maps.
 *
 * @param maps in the order of the kinds
 */
public record FittedMaps(List<FittedMap> maps) {
  /** One document of so many is held out. */
  static final int HELD_OUT_OF = 5;

  /** Of the mean eigenvalue. */
  static final List<Double> RIDGES = List.of(0.01, 0.1, 1.0, 10.0);

  /** Copies the list. */
  public FittedMaps {
    maps = List.copyOf(maps);
  }

  /** A way to fit. */
  private record Way(MapKind kind, String settings, Function<AffineFits, AffineMap> fit) {}

  /**
   * Fits maps of all kinds.
   *
   * @param from the documents by the version whose queries are to be mapped, [documents, from], of
   *     any length
   * @param to the same by the version of the index, [documents, to]
   * @throws IllegalArgumentException where the documents are too few: 5/4 as many are needed as a
   *     vector has numbers; or too much alike
   */
  public static FittedMaps of(float[][] from, float[][] to, long seed) {
    VectorPairs pairs = shuffled(VectorPairs.ofUnitLength(from, to), seed);
    int heldOut = pairs.size() / HELD_OUT_OF;
    int needed = needed(pairs.fromWidth(), pairs.toWidth());
    if (pairs.size() < needed) {
      throw new IllegalArgumentException(
          "a map from %d to %d numbers needs at least %d documents, not %d"
              .formatted(pairs.fromWidth(), pairs.toWidth(), needed, pairs.size()));
    }
    VectorPairs others = pairs.part(heldOut, pairs.size());
    HeldOut judged = HeldOut.of(pairs.part(0, heldOut), others);
    AffineFits without = AffineFits.of(Moments.of(others));
    AffineFits all = AffineFits.of(Moments.of(pairs));
    List<FittedMap> maps = new ArrayList<>();
    for (MapKind kind : MapKind.values()) {
      ways(kind).stream()
          .map(way -> new Judged(way, way.fit().apply(without).toDriftMap(), judged))
          .max(Comparator.comparingDouble(Judged::shared))
          .ifPresent(best -> maps.add(best.fitted(all)));
    }
    return new FittedMaps(maps);
  }

  /** How many documents it takes to fit, and to hold out a fifth. */
  public static int needed(int from, int to) {
    int fitted = Math.max(from, to);
    return (fitted * HELD_OUT_OF + HELD_OUT_OF - 2) / (HELD_OUT_OF - 1);
  }

  /** A way and what it did on documents held out. */
  private record Judged(Way way, double shared, double cosine) {
    Judged(Way way, DriftMap map, HeldOut judged) {
      this(way, judged.shared(map), judged.cosine(map));
    }

    FittedMap fitted(AffineFits all) {
      return new FittedMap(
          way.kind(), way.settings(), way.fit().apply(all).toDriftMap(), shared, cosine);
    }
  }

  private static List<Way> ways(MapKind kind) {
    return switch (kind) {
      case ORTHOGONAL -> List.of(new Way(kind, "", AffineFits::orthogonal));
      case SCALED -> List.of(new Way(kind, "", AffineFits::scaled));
      case AFFINE ->
          RIDGES.stream()
              .map(
                  ridge ->
                      new Way(
                          kind,
                          String.format(Locale.ROOT, "ridge %.2f", ridge),
                          fits -> fits.affine(ridge)))
              .toList();
    };
  }

  /** By one draw a place (Fisher and Yates), so that what is held out is any fifth. */
  private static VectorPairs shuffled(VectorPairs pairs, long seed) {
    float[][] from = pairs.from().clone();
    float[][] to = pairs.to().clone();
    SplittableRandom random = new SplittableRandom(seed);
    for (int last = from.length - 1; last > 0; last--) {
      int place = random.nextInt(last + 1);
      swap(from, last, place);
      swap(to, last, place);
    }
    return new VectorPairs(from, to);
  }

  private static void swap(float[][] vectors, int a, int b) {
    float[] vector = vectors[a];
    vectors[a] = vectors[b];
    vectors[b] = vector;
  }

  /** The map that kept most neighbours of the documents held out; the simplest of equal ones. */
  public FittedMap best() {
    FittedMap best = maps.get(0);
    for (FittedMap map : maps) {
      best = map.heldOutShared() > best.heldOutShared() ? map : best;
    }
    return best;
  }
}

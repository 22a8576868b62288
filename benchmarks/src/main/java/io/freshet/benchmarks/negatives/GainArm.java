/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.negatives;

import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What comes with the examples of the second half. All arms train on as many examples. */
enum GainArm {
  /** The examples that were mined come twice, as they are. */
  REPEATED,
  /** They come a second time with hard negatives: what the job does. */
  MINED,
  /** They come a second time with as many documents drawn at random for negatives. */
  RANDOM;

  /**
   * The examples of the second half with the further ones, each of these right after the example
   * that it was made of.
   *
   * @param mined by the id of the example that each was made of
   */
  List<TrainingExample> stream(
      List<TrainingExample> examples,
      Map<String, TrainingExample> mined,
      Corpus corpus,
      long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<TrainingExample> stream = new ArrayList<>();
    for (TrainingExample example : examples) {
      stream.add(example);
      TrainingExample further = mined.get(example.id());
      if (further != null) {
        List<TextItem> negatives =
            switch (this) {
              case REPEATED -> example.negatives();
              case MINED -> further.negatives();
              case RANDOM -> drawn(further.negatives().size(), corpus, random);
            };
        stream.add(withNegatives(further, negatives));
      }
    }
    return stream;
  }

  private static List<TextItem> drawn(int count, Corpus corpus, SplittableRandom random) {
    return IntStream.range(0, count)
        .map(i -> random.nextInt(corpus.passages().size()))
        .mapToObj(i -> new TextItem("d" + i, corpus.passages().get(i)))
        .toList();
  }

  private static TrainingExample withNegatives(TrainingExample e, List<TextItem> negatives) {
    return new TrainingExample(
        e.id(),
        e.task(),
        e.query(),
        e.positives(),
        negatives,
        List.of(),
        List.of(),
        e.label(),
        e.prompt(),
        e.type(),
        e.weight(),
        e.timestamp());
  }
}

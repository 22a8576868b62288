/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.index;

import io.freshet.evaluation.beir.BeirDocument;
import io.freshet.evaluation.beir.BeirSuite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Texts of BEIR folders, none twice, in an order of no meaning, as a topic's are. */
public final class BeirTexts {
  private static final int BLOCK = 256;
  private static final long SEED = 1;

  private BeirTexts() {}

  /** Documents, titles before their texts. */
  public static List<String> documents(List<Path> beir, int most) throws IOException {
    Set<String> texts = new LinkedHashSet<>();
    for (Path path : beir) {
      for (BeirSuite.Dataset each : BeirSuite.open(path).datasets()) {
        each.folder()
            .documents(
                BLOCK, block -> block.stream().map(BeirDocument::content).forEach(texts::add));
      }
    }
    return shuffled(texts, most);
  }

  /** Queries. */
  static List<String> queries(List<Path> beir, int most) throws IOException {
    Set<String> texts = new LinkedHashSet<>();
    for (Path path : beir) {
      for (BeirSuite.Dataset each : BeirSuite.open(path).datasets()) {
        texts.addAll(each.folder().queries().values());
      }
    }
    return shuffled(texts, most);
  }

  private static List<String> shuffled(Set<String> texts, int most) {
    texts.removeIf(String::isBlank);
    List<String> all = new ArrayList<>(texts);
    Collections.shuffle(all, new Random(SEED));
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }
}

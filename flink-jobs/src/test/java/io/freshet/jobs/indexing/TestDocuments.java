/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing;

import io.freshet.connectors.records.DocumentChange;
import java.util.Map;
import java.util.Random;

/** Documents whose text says which one and which state of it they are. */
public final class TestDocuments {
  private static final String[] WORDS = {
    "river", "stone", "window", "garden", "letter", "engine", "silver", "market", "winter", "paper",
    "bridge", "candle", "forest", "harbour", "island", "kettle", "ladder", "mirror", "needle",
        "orchard"
  };

  private TestDocuments() {}

  public static String id(int number) {
    return "doc-" + number;
  }

  public static String text(int number, long version) {
    Random random = new Random(number * 31L + version * 7_919);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
    }
    return text.append(number).append(" v").append(version).toString();
  }

  /** The text that is encoded. */
  public static String titled(int number, long version) {
    return "title " + text(number, version);
  }

  public static DocumentChange.Upsert upsert(int number, long version) {
    return new DocumentChange.Upsert(
        id(number), version, "title", text(number, version), Map.of("number", "" + number));
  }

  public static DocumentChange.Delete delete(int number, long version) {
    return new DocumentChange.Delete(id(number), version);
  }
}

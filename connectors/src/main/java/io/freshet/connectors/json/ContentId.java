/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import io.freshet.connectors.Sha256;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** Ids for examples that come without one: the same content has the same id, everywhere. */
final class ContentId {

  private static final int BYTES = 12;

  private ContentId() {}

  static String of(TrainingExample example) {
    MessageDigest digest = Sha256.start();
    add(digest, example.task());
    add(digest, example.query());
    add(digest, example.positives(), example.positiveScores());
    add(digest, example.negatives(), example.negativeScores());
    add(digest, example.label());
    add(digest, example.prompt());
    add(digest, example.type());
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  private static void add(MessageDigest digest, List<TextItem> items, List<Double> scores) {
    add(digest, items.size());
    for (TextItem item : items) {
      add(digest, item.id());
      add(digest, item.text());
    }
    add(digest, scores.size());
    for (double score : scores) {
      add(digest, Double.doubleToLongBits(score));
    }
  }

  // Lengths go in first, so that no two contents run into the same bytes.
  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(digest, bytes.length);
    digest.update(bytes);
  }

  private static void add(MessageDigest digest, long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }
}

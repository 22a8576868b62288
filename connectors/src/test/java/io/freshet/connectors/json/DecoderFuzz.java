/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * What Jazzer calls with bytes that it changes so that they reach new code: the first says which
 * topic, the second which header, the rest is key and value.
 */
public final class DecoderFuzz {

  private DecoderFuzz() {}

  /** One record. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length < 3) {
      return;
    }
    TopicDecoder[] topics = TopicDecoder.values();
    TopicDecoder topic = topics[Math.floorMod(data[0], topics.length)];
    Map<String, String> headers =
        switch (Math.floorMod(data[1], 3)) {
          case 0 -> Map.of();
          case 1 -> Map.of("freshet-type", "control");
          default -> Map.of("version", "7");
        };
    int key = Math.min(Math.floorMod(data[2], 16), data.length - 3);
    topic.check(
        new RawRecord(
            key == 0 ? Optional.empty() : Optional.of(Arrays.copyOfRange(data, 3, 3 + key)),
            Optional.of(Arrays.copyOfRange(data, 3 + key, data.length)),
            headers,
            TopicDecoder.ORIGIN));
  }
}

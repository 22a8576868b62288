/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.Received;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A record as it came, before anything is known of it.
 *
 * @param key the key's bytes, if there is a key
 * @param value the value's bytes; empty for a tombstone
 * @param headers the headers as UTF-8, the last of each name
 */
public record RawRecord(
    Optional<byte[]> key, Optional<byte[]> value, Map<String, String> headers, Origin origin) {

  public RawRecord {
    headers = Map.copyOf(headers);
  }

  /** The bytes and where they were read, to be kept beside what is decoded from them. */
  public Received received() {
    return new Received(key.orElse(new byte[0]), value.orElse(new byte[0]), origin);
  }

  /** One line of a file: no key, no headers. */
  public static RawRecord ofLine(byte[] line, Origin origin) {
    return new RawRecord(Optional.empty(), Optional.of(line), Map.of(), origin);
  }

  /**
   * One line of a file whose lines have no key of their own.
   *
   * @param key stands for the Kafka key, such as the task of a whole file; empty for none
   */
  public static RawRecord ofLine(String key, byte[] line, Origin origin) {
    return key.isEmpty()
        ? ofLine(line, origin)
        : new RawRecord(
            Optional.of(key.getBytes(StandardCharsets.UTF_8)), Optional.of(line), Map.of(), origin);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded.testing;

import io.freshet.embedded.KafkaServer;
import io.freshet.embedded.OpenSearchServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The broker and the node that all tests of the module share: real ones, each started when first
 * asked for and stopped after the last test. Tests keep apart by names of their own, see {@link
 * #unique}. Thread-safe.
 */
public final class Servers implements AutoCloseable {
  private final Path home = Path.of(System.getProperty("freshet.home", ".."));
  private final Path data;
  private @Nullable KafkaServer kafka;
  private @Nullable OpenSearchServer openSearch;

  Servers() {
    try {
      data = Files.createTempDirectory("freshet-servers");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The broker. */
  public synchronized KafkaServer kafka() {
    if (kafka == null) {
      kafka = KafkaServer.start(home, data.resolve("kafka"));
    }
    return kafka;
  }

  /** The node. A test that kills it must leave it restarted. */
  public synchronized OpenSearchServer openSearch() {
    if (openSearch == null) {
      openSearch = OpenSearchServer.start(home, data.resolve("opensearch"));
    }
    return openSearch;
  }

  /** A name for a topic, alias or group that no other test uses. */
  public static String unique(String prefix) {
    return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  @Override
  public synchronized void close() throws IOException {
    if (kafka != null) {
      kafka.close();
    }
    if (openSearch != null) {
      openSearch.close();
    }
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(data)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.deleteIfExists(file);
    }
  }
}

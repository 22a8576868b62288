/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRegistryTest {

  @TempDir Path directory;
  private Path folder;
  private Path root;
  private ModelRegistry registry;

  /** The file system that the registry is on. */
  String uri(Path folder) {
    return folder.toUri().toString();
  }

  @BeforeEach
  void writeFolder() throws IOException {
    folder = Files.createDirectories(directory.resolve("model"));
    Files.writeString(folder.resolve("config.json"), "{}");
    Files.createDirectories(folder.resolve("1_Pooling"));
    Files.writeString(folder.resolve("1_Pooling/config.json"), "{\"mean\": true}");
    root = directory.resolve("registry");
    registry = new ModelRegistry(uri(root));
  }

  @Test
  void publishesWholeFoldersAndFetchesThem() throws Exception {
    assertThat(registry.names()).isEmpty();
    assertThat(registry.contains("10-aaaaaaaa")).isFalse();
    String uri = registry.publish(folder, "10-aaaaaaaa");
    assertThat(uri).isEqualTo(registry.uriOf("10-aaaaaaaa"));
    assertThat(registry.publish(folder, "9-bbbbbbbb")).endsWith("/9-bbbbbbbb");
    assertThat(registry.contains("10-aaaaaaaa")).isTrue();
    assertThat(registry.names()).containsExactly("9-bbbbbbbb", "10-aaaaaaaa");
    Path fetched = InstantiationUtil.clone(registry).fetch(uri, directory.resolve("cache"));
    assertThat(fetched.getFileName()).hasToString("10-aaaaaaaa");
    assertThat(fetched.resolve("config.json")).hasContent("{}");
    assertThat(fetched.resolve("1_Pooling/config.json")).hasContent("{\"mean\": true}");
    assertThat(registry.fetch(uri, directory.resolve("cache"))).isEqualTo(fetched);
    try (Stream<Path> left = Files.list(directory.resolve("cache"))) {
      assertThat(left).containsExactly(fetched);
    }
  }

  @Test
  void deletedVersionsAreGone() throws IOException {
    String uri = registry.publish(folder, "1-aaaaaaaa");
    registry.publish(folder, "2-bbbbbbbb");
    assertThat(registry.entries())
        .allSatisfy(entry -> assertThat(entry.publishedAt()).isAfter(Instant.EPOCH));
    registry.delete("1-aaaaaaaa");
    registry.delete("1-aaaaaaaa");
    assertThat(registry.names()).containsExactly("2-bbbbbbbb");
    assertThat(root.resolve("1-aaaaaaaa")).doesNotExist();
    assertThatThrownBy(() -> registry.fetch(uri, directory.resolve("cache")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void publishingAgainChangesNothing() throws IOException {
    String uri = registry.publish(folder, "1-aaaaaaaa");
    Files.writeString(folder.resolve("config.json"), "changed");
    assertThat(registry.publish(folder, "1-aaaaaaaa")).isEqualTo(uri);
    assertThat(root.resolve("1-aaaaaaaa/config.json")).hasContent("{}");
  }

  @Test
  void whatIsNotWholeIsNotThere() throws IOException {
    Path broken = Files.createDirectories(root.resolve("3-cccccccc"));
    Files.writeString(broken.resolve("config.json"), "half");
    Files.createDirectories(root.resolve(".4-dddddddd-aside"));
    assertThat(registry.names()).isEmpty();
    assertThat(registry.contains("3-cccccccc")).isFalse();
    assertThatThrownBy(() -> registry.fetch(registry.uriOf("3-cccccccc"), directory.resolve("c")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a whole one");
    registry.publish(folder, "3-cccccccc");
    assertThat(root.resolve("3-cccccccc/config.json")).hasContent("{}");
  }

  @Test
  void truncatedFilesAreNotFetched() throws IOException {
    String uri = registry.publish(folder, "1-aaaaaaaa");
    Files.writeString(root.resolve("1-aaaaaaaa/config.json"), "");
    assertThatThrownBy(() -> registry.fetch(uri, directory.resolve("cache")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("publish the version again");
    assertThat(directory.resolve("cache")).isEmptyDirectory();
  }

  @Test
  void racingPublishersAndFetchersAgree() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Path> race =
          () -> registry.fetch(registry.publish(folder, "1-aaaaaaaa"), directory.resolve("cache"));
      for (Future<Path> future : threads.invokeAll(Collections.nCopies(16, race))) {
        assertThat(future.get().resolve("1_Pooling/config.json")).hasContent("{\"mean\": true}");
      }
    } finally {
      threads.shutdownNow();
    }
    try (Stream<Path> left = Files.list(root)) {
      assertThat(left).containsExactly(root.resolve("1-aaaaaaaa"));
    }
  }

  @Test
  void namesAreChecked() {
    for (String name : List.of("", ".hidden", "a/b")) {
      assertThatThrownBy(() -> registry.publish(folder, name))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> registry.publish(directory.resolve("nothing"), "1-aaaaaaaa"))
        .isInstanceOf(IOException.class);
  }
}

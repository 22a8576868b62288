/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.registry.ModelRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionCacheTest {
  @TempDir private Path directory;
  private long seconds = 1_000;

  private final InstantSource clock = () -> Instant.ofEpochSecond(++seconds);

  private ModelRegistry registry() {
    return new ModelRegistry(directory.resolve("registry").toUri().toString());
  }

  private String published(ModelRegistry registry, int step) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("made-" + step));
    Files.writeString(folder.resolve("weights"), "of step " + step);
    return registry.publish(folder, step + "-aaaaaaaa");
  }

  private List<String> kept() throws IOException {
    try (Stream<Path> folders = Files.list(directory.resolve("cache"))) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void keepsTheVersionsThatWereUsedLast() throws IOException {
    ModelRegistry registry = registry();
    VersionCache cache = new VersionCache(registry, directory.resolve("cache"), clock);
    List<String> uris = new ArrayList<>();
    for (int step = 1; step <= VersionCache.KEPT; step++) {
      uris.add(published(registry, step));
      assertThat(cache.folder(uris.get(step - 1)).resolve("weights")).hasContent("of step " + step);
    }
    assertThat(kept()).hasSize(VersionCache.KEPT);
    cache.folder(uris.get(0));
    cache.folder(published(registry, 7));
    assertThat(kept())
        .containsExactly(
            "1-aaaaaaaa", "3-aaaaaaaa", "4-aaaaaaaa", "5-aaaaaaaa", "6-aaaaaaaa", "7-aaaaaaaa");
    // A version that was deleted is fetched again.
    assertThat(cache.folder(uris.get(1)).resolve("weights")).hasContent("of step 2");
    assertThat(kept())
        .hasSize(VersionCache.KEPT)
        .contains("2-aaaaaaaa")
        .doesNotContain("3-aaaaaaaa");
  }

  @Test
  void severalMayUseOneDirectory() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    ModelRegistry registry = registry();
    List<String> uris = new ArrayList<>();
    for (int step = 0; step < 10; step++) {
      uris.add(published(registry, step));
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> all = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        Random random = new Random(seed + thread);
        VersionCache cache = new VersionCache(registry, directory.resolve("cache"));
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 200; i++) {
                    Path folder = cache.folder(uris.get(random.nextInt(uris.size())));
                    assertThat(folder.getFileName().toString()).endsWith("-aaaaaaaa");
                  }
                  return 200;
                }));
      }
      for (Future<Integer> one : all) {
        assertThat(one.get()).isEqualTo(200);
      }
    } finally {
      threads.shutdownNow();
    }
    new VersionCache(registry, directory.resolve("cache")).folder(uris.get(0));
    // Two that deleted at the same time may have left fewer than one alone would have.
    assertThat(kept())
        .hasSizeBetween(1, VersionCache.KEPT)
        .contains("0-aaaaaaaa")
        .noneMatch(name -> name.startsWith("."));
  }
}

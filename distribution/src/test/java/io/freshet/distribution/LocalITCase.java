/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code freshet local} on the example configuration, with data of a user's own, twice. */
class LocalITCase {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final long END_SECONDS = 90;

  @TempDir private Path work;

  @Test
  void dataStayBetweenRuns() throws Exception {
    Installation installation = Installation.unpack(Files.createDirectories(work.resolve("bin")));
    Path documents = work.resolve("documents.jsonl");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      lines.append(
          "{\"id\": \"doc-%d\", \"text\": \"how to mend pump number %d of the mill\"}\n"
              .formatted(i, i));
    }
    Files.writeString(documents, lines, UTF_8);
    Path example = installation.home().resolve("docs/examples/freshet.yaml");
    installation
        .freshet(
            "init",
            "--architecture",
            "bert",
            "--size",
            "tiny",
            "--corpus",
            documents.toString(),
            "--output",
            installation.home().resolve("models/start").toString())
        .done();

    Process first = start(installation, example, "first.out");
    try {
      String running = awaitReady("first.out");
      installation
          .freshet("produce", "--config", running, "--topic", "documents", documents.toString())
          .done();
      awaitFound(installation, running);
    } finally {
      end(first);
    }
    assertThat(out("first.out")).contains("stopping; the next run goes on from here");

    Process second = start(installation, example, "second.out");
    try {
      String running = awaitReady("second.out");
      awaitFound(installation, running);
      assertThat(out("second.out")).contains("indexing    goes on from file:");
      Installation.Output twice =
          installation.freshet(
              "local", "--config", example.toString(), "--data", work.resolve("data").toString());
      assertThat(twice.status()).isEqualTo(1);
      assertThat(twice.err()).contains("is used by another run");
      assertThat(installation.freshet("doctor", "--config", running).done())
          .contains(
              "ok    Kafka: answers at ",
              "ok    topics: all are there",
              "ok    OpenSearch: ",
              "ok    k-NN plugin: installed",
              "disks of OpenSearch: the fullest is ",
              "ok    rights in OpenSearch: ",
              "every job runs");
    } finally {
      end(second);
    }
  }

  private Process start(Installation installation, Path config, String out) throws IOException {
    return installation
        .script(
            "freshet",
            "local",
            "--config",
            config.toString(),
            "--data",
            work.resolve("data").toString())
        .redirectErrorStream(true)
        .redirectOutput(work.resolve(out).toFile())
        .start();
  }

  private String awaitReady(String out) {
    Await.until("the platform is ready", SOON, () -> out(out).contains("ready; "));
    return work.resolve("data").resolve("running.yaml").toString();
  }

  private static void awaitFound(Installation installation, String running) {
    Await.until(
        "search answers",
        SOON,
        () -> installation.freshet("search", "--config", running, "pump").done().contains("doc-"));
  }

  private String out(String name) throws IOException {
    return Files.readString(work.resolve(name), UTF_8);
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("it did not end");
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.testing.RandomRecords;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jazzer on the decoders of all topics, in a JVM of its own, from sound records on. {@code
 * -Dfreshet.fuzz-runs=10000000} goes on for longer.
 */
class DecoderFuzzTest {

  private static final int RUNS = Integer.getInteger("freshet.fuzz-runs", 2_500);
  private static final int START_SECONDS = 300;
  private static final int RUNS_PER_SECOND = 100;

  @TempDir private Path directory;

  @Test
  void noBytesBreakADecoder() throws Exception {
    Path corpus = Files.createDirectories(directory.resolve("corpus"));
    writeSoundRecords(corpus);
    Path log = directory.resolve("log");
    Process jazzer =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "com.code_intelligence.jazzer.Jazzer",
                    "--target_class=" + DecoderFuzz.class.getName(),
                    "--instrumentation_includes=io.freshet.connectors.json.**",
                    "-rss_limit_mb=8192",
                    "--reproducer_path=" + directory,
                    "-runs=" + RUNS,
                    "-max_len=4096",
                    "-artifact_prefix=" + directory + File.separator,
                    corpus.toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      boolean ended = jazzer.waitFor(START_SECONDS + RUNS / RUNS_PER_SECOND, TimeUnit.SECONDS);
      String said = Files.readString(log, StandardCharsets.UTF_8);
      assertThat(ended).as(said).isTrue();
      assertThat(jazzer.exitValue()).as(said).isZero();
      assertThat(said).contains("Done %d runs in".formatted(RUNS));
      said.lines().filter(line -> line.startsWith("Done ")).forEach(System.out::println);
    } finally {
      jazzer.destroyForcibly();
    }
  }

  /** Where the search for new code starts. */
  private static void writeSoundRecords(Path corpus) throws IOException {
    RandomRecords records = new RandomRecords(1);
    List<TopicDecoder> topics = List.of(TopicDecoder.values());
    for (TopicDecoder topic : topics) {
      byte[] body = topic.encode(topic.sound(records)).value().orElse(new byte[0]);
      byte[] input = new byte[3 + body.length];
      input[0] = (byte) topics.indexOf(topic);
      System.arraycopy(body, 0, input, 3, body.length);
      Files.write(corpus.resolve(topic.name()), input);
    }
  }
}

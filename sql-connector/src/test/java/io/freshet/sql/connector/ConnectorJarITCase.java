/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The jar in a process that has Flink, DJL and nothing else of Freshet. */
@ExtendWith(ServersExtension.class)
class ConnectorJarITCase {
  private static final Path JAR = Path.of(System.getProperty("freshet.connector"));
  private static final Path MODEL =
      Path.of(System.getProperty("freshet.home"))
          .resolve("model/src/test/resources/fixtures/encoders/bert");

  /** What stands in the jar, and has to come from there. */
  private static final Pattern PACKED =
      Pattern.compile(
          ".*/(freshet-[^/]*\\.jar|(model|connectors|serving|sql)/target/.*|com/fasterxml/.*"
              + "|[^/]*(opensearch|httpc|jakarta|yasson|parsson)[^/]*\\.jar)");

  @Test
  void theJarHoldsFreshetAndWhatItCallsUnderNamesOfItsOwn() throws Exception {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      List<String> classes =
          jar.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
              .toList();
      assertThat(classes)
          .contains(
              "io/freshet/sql/table/OpenSearchTableFactory.class",
              "io/freshet/model/EmbeddingModel.class")
          .allMatch(name -> name.startsWith("io/freshet/"))
          .noneMatch(name -> name.startsWith("io/freshet/embedded/"));
      assertThat(jar.getEntry("META-INF/NOTICE")).isNotNull();
    }
  }

  @Test
  void flinkWithTheJarWritesAndSearches(Servers servers, @TempDir Path directory) throws Exception {
    Path statements =
        Files.writeString(
            directory.resolve("statements.sql"),
            """
            LOAD MODULE freshet;
            CREATE TEMPORARY TABLE docs (
              id STRING, text STRING, v ARRAY<FLOAT>, PRIMARY KEY (id) NOT ENFORCED
            ) WITH (
              'connector' = 'freshet-opensearch', 'hosts' = '%s', 'index' = '%s',
              'sink.missing-index' = 'create', 'vector.dimension' = '32'
            );
            CREATE TEMPORARY MODEL queries INPUT (text STRING) OUTPUT (v ARRAY<FLOAT>)
            WITH ('provider' = 'freshet', 'model' = '%s', 'device' = 'cpu', 'kind' = 'query');
            CREATE TEMPORARY VIEW texts AS SELECT id, text FROM (VALUES
              ('one', 'vector topic'), ('two', 'sampler batch')) AS r (id, text);
            CREATE TEMPORARY VIEW chosen AS SELECT text FROM texts WHERE id = 'two';
            CREATE TEMPORARY VIEW asked AS SELECT v FROM ML_PREDICT(
              TABLE chosen, MODEL queries, DESCRIPTOR(text));
            INSERT INTO docs SELECT id, text, embedding FROM FRESHET_EMBED(
              input => TABLE texts PARTITION BY id, model => '%s', device => 'cpu');
            """
                .formatted(servers.openSearch().url(), Servers.unique("packed"), MODEL, MODEL));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    Arrays.stream(System.getProperty("freshet.flink.opens").split(" ")).forEach(command::add);
    command.addAll(List.of("-cp", classPath(), Statements.class.getName(), statements.toString()));
    command.add(
        "SELECT f.id FROM asked, LATERAL (SELECT * FROM TABLE("
            + "VECTOR_SEARCH(TABLE docs, DESCRIPTOR(v), asked.v, 1))) AS f");
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      String said = Files.readString(output);
      assertThat(process.exitValue()).as(said).isZero();
      assertThat(said).contains("found +I[two]").doesNotContain("[one]");
    } finally {
      process.destroyForcibly();
    }
  }

  private static String classPath() {
    String others =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !PACKED.matcher(entry).matches())
            .collect(Collectors.joining(File.pathSeparator));
    return JAR + File.pathSeparator + others;
  }
}

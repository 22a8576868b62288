/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code mvn deploy} publishes, as this build put it into a repository of its own; without a
 * network Maven does not even that, and these tests are skipped.
 */
class DeployedTest {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));
  private static final Path REPOSITORY = HOME.resolve("target/repository");
  private static final Path GROUP = REPOSITORY.resolve("io/freshet");
  private static final String VERSION = System.getProperty("freshet.version");

  /** Without code of its own, so without sources. */
  private static final String ONE_JAR_OF_OTHERS = "flink-sql-connector-freshet";

  private static final List<String> WITH_JAVADOC = List.of("freshet-opensearch-sink");

  /** As the script mvn leaves it for what it starts. */
  private static final Pattern OFFLINE = Pattern.compile("(^|\\s)(-o|--offline)(\\s|$)");

  @BeforeAll
  static void deployed() {
    String arguments = System.getenv().getOrDefault("MAVEN_CMD_LINE_ARGS", "");
    assumeThat(OFFLINE.matcher(arguments).find()).as("Maven is offline").isFalse();
  }

  private static List<String> files(String artifact) throws IOException {
    assertThat(GROUP.resolve(artifact))
        .as("deployed by this build; build with -am, so that all modules are in it")
        .isDirectory();
    try (Stream<Path> files = Files.list(GROUP.resolve(artifact).resolve(VERSION))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void everyLibraryHasItsPomItsJarAndItsSources() throws IOException {
    List<String> libraries = BomTest.managed();
    assertThat(libraries).hasSizeGreaterThan(10);
    for (String library : libraries) {
      List<String> wanted = new ArrayList<>(List.of(".pom", ".jar"));
      if (!library.equals(ONE_JAR_OF_OTHERS)) {
        wanted.add("-sources.jar");
      }
      if (WITH_JAVADOC.contains(library) || Boolean.getBoolean("freshet.javadoc")) {
        wanted.add("-javadoc.jar");
      }
      List<String> files = files(library);
      for (String ending : wanted) {
        assertThat(files).as(library).anyMatch(file -> file.endsWith(ending));
      }
    }
    for (String pom : List.of("freshet", "freshet-bom")) {
      assertThat(files(pom)).anyMatch(file -> file.endsWith(".pom"));
    }
  }

  @Test
  void whatNobodyBuildsOnStaysOut() throws IOException {
    List<String> known = new ArrayList<>(BomTest.managed());
    known.addAll(List.of("freshet", "freshet-bom", "freshet-cli"));
    try (Stream<Path> deployed = Files.list(GROUP)) {
      assertThat(deployed.filter(Files::isDirectory).map(folder -> folder.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(known);
    }
  }

  /** A project of somebody else: the version comes from the bill of materials alone. */
  @Test
  void anotherProjectBuildsWithTheBillOfMaterials(@TempDir Path project) throws Exception {
    Files.writeString(
        project.resolve("pom.xml"),
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>com.example</groupId><artifactId>search</artifactId><version>1</version>
          <properties>
            <maven.compiler.release>17</maven.compiler.release>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
          </properties>
          <repositories><repository>
            <id>mine</id><url>%s</url><snapshots><enabled>true</enabled></snapshots>
          </repository></repositories>
          <dependencyManagement><dependencies><dependency>
            <groupId>io.freshet</groupId><artifactId>freshet-bom</artifactId>
            <version>%s</version><type>pom</type><scope>import</scope>
          </dependency></dependencies></dependencyManagement>
          <dependencies>
            <dependency>
              <groupId>io.freshet</groupId><artifactId>freshet-opensearch-sink</artifactId>
            </dependency>
          </dependencies>
          <build><plugins>
            <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
            <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.0</version></plugin>
          </plugins></build>
        </project>
        """
            .formatted(REPOSITORY.toUri(), VERSION));
    Files.writeString(
        Files.createDirectories(project.resolve("src/main/java")).resolve("Products.java"),
        """
        import io.freshet.connectors.opensearch.sink.DocumentOperation;
        import io.freshet.connectors.opensearch.sink.OpenSearchSink;
        import java.util.Map;

        class Products {
          static OpenSearchSink<String> sink() {
            return OpenSearchSink.<String>builder()
                .setHosts("http://localhost:9200")
                .setIndex("products")
                .setConverter((name, context) -> DocumentOperation.index(name, 1, Map.of()))
                .build();
          }
        }
        """);
    // All that it needs of others is where this build got it; nothing is written there.
    URI others = Path.of(System.getProperty("freshet.maven.local")).toUri();
    Files.writeString(
        project.resolve("settings.xml"),
        """
        <settings><mirrors><mirror>
          <id>others</id><mirrorOf>central</mirrorOf><url>%s</url>
        </mirror></mirrors></settings>
        """
            .formatted(others));
    ProcessBuilder maven =
        new ProcessBuilder(
            Path.of(System.getProperty("freshet.maven.home"), "bin", "mvn").toString(),
            "-B",
            "-q",
            "-s",
            "settings.xml",
            "-Dmaven.repo.local=" + project.resolve("local"),
            "compile");
    maven.directory(project.toFile());
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
    String unused = Tools.output(maven);
    assertThat(project.resolve("target/classes/Products.class")).exists();
  }
}

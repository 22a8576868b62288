/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the distribution holds, read from the archive that users get. */
@ExtendWith(UnpackedExtension.class)
class ArtefactsTest {
  private final Path home;

  ArtefactsTest(Installation installation) {
    home = installation.home();
  }

  private List<Path> jars(String folder) throws IOException {
    try (Stream<Path> files = Files.list(home.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static Set<String> entries(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Set<String> names = new HashSet<>();
      zip.stream().map(ZipEntry::getName).forEach(names::add);
      return names;
    }
  }

  /** Classes that more than one jar of a class path has, with the jars. */
  private Map<String, List<String>> doubled(String... folders) throws IOException {
    Map<String, List<String>> found = new TreeMap<>();
    for (String folder : folders) {
      for (Path jar : jars(folder)) {
        for (String name : entries(jar)) {
          if (name.endsWith(".class")
              && !name.startsWith("META-INF/")
              && !name.equals("module-info.class")
              && !name.endsWith("package-info.class")) {
            found
                .computeIfAbsent(name, unused -> new ArrayList<>())
                .add(jar.getFileName().toString());
          }
        }
      }
    }
    found.values().removeIf(places -> places.size() < 2);
    return found;
  }

  private Path jobJar() throws IOException {
    assertThat(jars("usrlib")).hasSize(1);
    return jars("usrlib").get(0);
  }

  @Test
  void everyFolderOfAUserIsThere() {
    for (String name :
        List.of(
            "bin",
            "conf",
            "lib",
            "plugins",
            "usrlib",
            "sql",
            "docs",
            "monitoring",
            "LICENSE",
            "NOTICE",
            "README.md")) {
      assertThat(home.resolve(name)).exists();
    }
    for (String script : List.of("freshet", "freshet-cluster")) {
      assertThat(home.resolve("bin").resolve(script)).isExecutable();
    }
  }

  @Test
  void noClassOfACommandIsInTwoPlaces() throws IOException {
    assertThat(doubled("lib/command", "usrlib", "lib", "lib/flink")).isEmpty();
  }

  @Test
  void noClassOfAClusterIsInTwoPlaces() throws IOException {
    assertThat(doubled("lib", "lib/flink", "usrlib")).isEmpty();
  }

  @Test
  void jobJarHoldsTheJobsAndTheConnectorsAndNothingOfFlinkOrDjl() throws IOException {
    Set<String> names = entries(jobJar());
    assertThat(names)
        .contains(
            "io/freshet/jobs/training/TrainingJob.class",
            "io/freshet/jobs/indexing/IndexingJob.class",
            "io/freshet/jobs/evaluation/EvaluationJob.class",
            "io/freshet/jobs/negatives/NegativesJob.class",
            "io/freshet/model/EmbeddingModel.class",
            "org/apache/flink/connector/kafka/source/KafkaSource.class",
            "org/opensearch/client/opensearch/OpenSearchClient.class");
    assertThat(names)
        .noneMatch(name -> name.startsWith("ai/djl/") || name.startsWith("com/sun/jna/"))
        .noneMatch(name -> name.startsWith("org/slf4j/") || name.startsWith("org/apache/logging/"))
        .noneMatch(name -> name.startsWith("org/rocksdb/"));
    // Of Flink's packages only those of the two connector jars, which no Flink brings.
    assertThat(names.stream().filter(name -> name.startsWith("org/apache/flink/")))
        .allMatch(
            name ->
                name.equals("org/apache/flink/")
                    || name.startsWith("org/apache/flink/connector/")
                    || name.startsWith("org/apache/flink/streaming/"))
        .noneMatch(name -> name.startsWith("org/apache/flink/streaming/api/environment/"))
        .noneMatch(name -> name.startsWith("org/apache/flink/streaming/runtime/"));
  }

  @Test
  void jarOfSqlHoldsFreshetAloneForAFlinkThatHasSql() throws IOException {
    assertThat(jars("sql")).hasSize(1);
    Set<String> names = entries(jars("sql").get(0));
    assertThat(names)
        .contains(
            "io/freshet/sql/function/FreshetEmbed.class",
            "io/freshet/sql/table/OpenSearchTableFactory.class",
            "META-INF/services/org.apache.flink.table.factories.Factory");
    assertThat(names.stream().filter(name -> name.endsWith(".class")))
        .allMatch(name -> name.startsWith("io/freshet/") || name.startsWith("META-INF/versions/"));
  }

  @Test
  void nativeLibrariesLieInLibAlone() throws IOException {
    Set<String> all = new HashSet<>();
    for (Path jar : jars("lib")) {
      all.addAll(entries(jar));
    }
    for (String library : List.of("libtorch_cpu.so", "libdjl_torch.so", "libtokenizers.so")) {
      assertThat(all).as(library).anyMatch(name -> name.contains(library));
      assertThat(entries(jobJar())).as(library).noneMatch(name -> name.contains(library));
    }
  }

  @Test
  void everyJarIsListedWithItsLicence() throws IOException {
    Set<String> listed = new HashSet<>();
    try (Stream<Path> files = Files.list(home.resolve("docs").resolve("licences"))) {
      for (Path bom : files.filter(file -> file.toString().endsWith(".cdx.json")).toList()) {
        JsonNode tree = new JsonMapper().readTree(bom.toFile());
        listed.add(name(tree.path("metadata").path("component")));
        for (JsonNode component : tree.path("components")) {
          listed.add(name(component));
          assertThat(component.path("licenses")).as("licences of %s", component).isNotEmpty();
        }
      }
    }
    for (String line :
        Files.readAllLines(home.resolve("docs").resolve("licences/opensearch-knn-jars.txt"))) {
      listed.add(line.substring(0, Math.max(0, line.indexOf(' '))));
    }
    for (String folder :
        List.of("lib", "lib/flink", "lib/command", "lib/kafka-node", "lib/opensearch-node")) {
      for (Path jar : jars(folder)) {
        String file = jar.getFileName().toString();
        assertThat(listed)
            .as("components, for " + file)
            .anyMatch(name -> !name.isEmpty() && file.startsWith(name));
      }
    }
  }

  private static String name(JsonNode component) {
    return component.path("name").asText() + "-" + component.path("version").asText();
  }
}

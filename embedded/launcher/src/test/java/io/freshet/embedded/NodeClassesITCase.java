/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker of an unpacked distribution of its own, whose folder no other test writes to. */
class NodeClassesITCase {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));

  @TempDir Path directory;
  private Path home;
  private Path jars;

  @BeforeEach
  void unpack() throws IOException {
    home = directory.resolve("home");
    jars = Files.createDirectories(home.resolve("lib").resolve(NodeSpec.KAFKA.directory()));
    String path = NodeClasses.of(NodeSpec.KAFKA, HOME).path();
    for (String entry : path.split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      Files.createSymbolicLink(jars.resolve(jar.getFileName().toString()), jar);
    }
  }

  @Test
  void aStartReadsWhatTheOneBeforeItArchivedAndGoesOnWithoutWhatCannotBeRead() throws Exception {
    assertThat(archivesReadBy("first")).isEmpty();
    Path archive = archive().orElseThrow();
    assertThat(directory.resolve("first")).isDirectoryNotContaining("glob:**.jsa");

    FileTime made = Files.getLastModifiedTime(archive);
    assertThat(archivesReadBy("second")).isEqualTo(List.of(archive.toString()));
    assertThat(Files.getLastModifiedTime(archive)).as("made once").isEqualTo(made);

    Files.writeString(archive, "damaged");
    assertThat(archivesReadBy("third")).isEmpty();

    NodeClasses classes = NodeClasses.of(NodeSpec.KAFKA, home);
    Path grown = directory.resolve("grown");
    assertThat(classes.options(grown)).containsExactly("-XX:SharedArchiveFile=" + archive);
    FileTime ofTheJar = Files.getLastModifiedTime(classes.madeFrom().get(0));
    Files.setLastModifiedTime(archive, earlier(ofTheJar));
    assertThat(classes.options(grown))
        .as("of a former release")
        .containsExactly("-XX:ArchiveClassesAtExit=" + grown);
  }

  @Test
  void aKilledNodeLeavesNoArchive() throws Exception {
    KafkaServer server = KafkaServer.start(home, directory.resolve("data"));
    server.kill();
    server.close();
    assertThat(archive()).isEmpty();
    assertThat(directory.resolve("data")).isDirectoryNotContaining("glob:**.jsa");
  }

  private static FileTime earlier(FileTime time) {
    return FileTime.from(time.toInstant().minus(Duration.ofMinutes(1)));
  }

  private Optional<Path> archive() throws IOException {
    try (Stream<Path> files = Files.list(jars)) {
      return files.filter(file -> !file.toString().endsWith(".jar")).findFirst();
    }
  }

  /** Those of ours that a broker has mapped into its memory, by the operating system's word. */
  private List<String> archivesReadBy(String run) throws IOException {
    try (KafkaServer server = KafkaServer.start(home, directory.resolve(run));
        Stream<String> maps =
            Files.lines(Path.of("/proc", Long.toString(server.process().pid()), "maps"))) {
      return maps.map(line -> line.substring(line.lastIndexOf(' ') + 1))
          .filter(file -> file.startsWith(jars.toString()) && file.endsWith(".jsa"))
          .distinct()
          .toList();
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node's JVM loads its classes from. The first run archives the classes that it loaded
 * (class-data sharing) beside its jars, and later runs map that file instead of reading, verifying
 * and linking each class again, which is half of the work of a start. An archive is a convenience:
 * the JVM goes on without one that it cannot use. It costs the first run some seconds at its end,
 * also where that end is its parent's.
 *
 * @param path the class path
 * @param archive where the archived classes of this Java are kept; empty where the class path has a
 *     folder of classes, which a JVM does not archive
 * @param madeFrom what an archive must not be older than
 */
record NodeClasses(String path, Optional<Path> archive, List<Path> madeFrom) {
  private static final Logger LOG = LoggerFactory.getLogger(NodeClasses.class);
  private static final String MAKE = "-XX:ArchiveClassesAtExit=";

  NodeClasses {
    madeFrom = List.copyOf(madeFrom);
  }

  /**
   * The classes of a node, out of an unpacked distribution or out of the repository.
   *
   * @param home root of either
   * @throws EmbeddedServerException where the node's module was not built
   */
  static NodeClasses of(NodeSpec spec, Path home) {
    Path installed = home.resolve("lib").resolve(spec.directory());
    try {
      if (Files.isDirectory(installed)) {
        return new NodeClasses(
            installed.resolve("*").toString(),
            Optional.of(installed.resolve(archiveName(spec))),
            jars(installed));
      }
      return built(spec, home, home.resolve("embedded").resolve(spec.directory()));
    } catch (IOException e) {
      throw new EmbeddedServerException("cannot read the class path of " + spec.name(), e);
    }
  }

  private static NodeClasses built(NodeSpec spec, Path home, Path module) throws IOException {
    Path target = module.resolve("target");
    Path libraries = target.resolve("runtime.classpath");
    Path classes = target.resolve("classes");
    if (!Files.isRegularFile(libraries) || !Files.isDirectory(classes)) {
      throw new EmbeddedServerException(
          "%s is not built (no %s); run `mvn -DskipTests package` in %s"
              .formatted(spec.name(), libraries, home));
    }
    Optional<Path> jar = jarOf(spec, target, classes);
    List<String> entries = new ArrayList<>();
    entries.add(jar.orElse(classes).toString());
    if (!spec.extraJars().isEmpty()) {
      jars(target.resolve(spec.extraJars())).forEach(extra -> entries.add(extra.toString()));
    }
    entries.add(Files.readString(libraries, UTF_8).strip());
    return new NodeClasses(
        String.join(File.pathSeparator, entries),
        jar.map(any -> target.resolve(archiveName(spec))),
        jar.map(own -> List.of(own, libraries)).orElse(List.of()));
  }

  /** The module's jar, unless its classes were compiled again since. */
  private static Optional<Path> jarOf(NodeSpec spec, Path target, Path classes) throws IOException {
    Path main = classes.resolve(spec.mainClass().replace('.', '/') + ".class");
    for (Path jar : jars(target)) {
      String name = jar.getFileName().toString();
      if (!name.endsWith("-sources.jar")
          && !name.endsWith("-javadoc.jar")
          && isNotOlder(jar, List.of(main))) {
        return Optional.of(jar);
      }
    }
    return Optional.empty();
  }

  private static List<Path> jars(Path directory) throws IOException {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.jar")) {
      found.forEach(jars::add);
    }
    Collections.sort(jars);
    return jars;
  }

  /** A JVM reads no archive of another one. */
  private static String archiveName(NodeSpec spec) {
    return spec.name() + "-" + System.getProperty("java.vm.version") + ".jsa";
  }

  /**
   * The options with which a JVM reads its classes from the archive, or makes one at its end.
   *
   * @param grown where it may make one; what is there is replaced
   */
  List<String> options(Path grown) {
    if (archive.isEmpty()) {
      return List.of();
    }
    try {
      if (isNotOlder(archive.get(), madeFrom)) {
        return List.of("-XX:SharedArchiveFile=" + archive.get());
      }
    } catch (IOException e) {
      LOG.info("the archived classes {} cannot be read: {}", archive.get(), e.toString());
      return List.of();
    }
    return Files.isWritable(directoryOf(archive.get())) ? List.of(MAKE + grown) : List.of();
  }

  /** Whether what runs by this command line makes an archive at its end. */
  static boolean isArchivedBy(List<String> command) {
    return command.stream().anyMatch(word -> word.startsWith(MAKE));
  }

  /** Keeps a copy of the archive that a JVM made at its end, if it made one. */
  void keep(Path grown) {
    if (archive.isEmpty() || !Files.exists(grown)) {
      return;
    }
    try {
      // Another process may read what is there, and read this while it is copied.
      Path beside = Files.createTempFile(directoryOf(archive.get()), "classes-", ".part");
      try {
        Files.copy(grown, beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, archive.get(), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      LOG.info("the archived classes {} cannot be kept: {}", archive.get(), e.toString());
    }
  }

  private static Path directoryOf(Path archive) {
    return Optional.ofNullable(archive.getParent()).orElseThrow();
  }

  /** Deletes what a JVM made of an archive, kept or not, or a part of one where it was killed. */
  static void discard(Path grown) {
    try {
      Files.deleteIfExists(grown);
    } catch (IOException e) {
      LOG.info("the archived classes {} cannot be deleted: {}", grown, e.toString());
    }
  }

  private static boolean isNotOlder(Path file, List<Path> others) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    FileTime time = Files.getLastModifiedTime(file);
    for (Path other : others) {
      if (Files.getLastModifiedTime(other).compareTo(time) > 0) {
        return false;
      }
    }
    return true;
  }
}

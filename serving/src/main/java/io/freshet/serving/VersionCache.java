/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

import io.freshet.connectors.registry.LocalFolders;
import io.freshet.connectors.registry.ModelRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Versions on the local disk, fetched from the registry once. The {@link #KEPT} versions that were
 * used last stay, older ones are deleted. Thread-safe, and several processes may share a directory:
 * a version appears and disappears as a whole.
 */
public final class VersionCache {
  /** Enough for a write set with a build, a candidate, and the versions that were left last. */
  public static final int KEPT = 6;

  private static final String DELETED = ".deleted-";

  private final ModelRegistry registry;
  private final Path directory;
  private final InstantSource clock;

  /**
   * A cache; nothing is read or made yet.
   *
   * @param directory made where missing
   */
  public VersionCache(ModelRegistry registry, Path directory) {
    this(registry, directory, InstantSource.system());
  }

  VersionCache(ModelRegistry registry, Path directory, InstantSource clock) {
    this.registry = registry;
    this.directory = directory;
    this.clock = clock;
  }

  /** The cache that the jobs of a machine share, below the JVM's temporary directory. */
  public static VersionCache ofThisMachine(ModelRegistry registry) {
    return new VersionCache(registry, directoryOfThisMachine());
  }

  /** Where {@link #ofThisMachine} keeps versions. */
  public static Path directoryOfThisMachine() {
    return Path.of(System.getProperty("java.io.tmpdir"), "freshet-versions");
  }

  /**
   * The folder of a version. It may be deleted once {@link #KEPT} others were asked for, so it is
   * to be read at once; a model that is loaded needs it no more.
   *
   * @param uri the version's folder in the registry
   * @throws IOException if the version cannot be fetched
   */
  public Path folder(String uri) throws IOException {
    Path folder = registry.fetch(uri, directory);
    try {
      Files.setLastModifiedTime(folder, FileTime.from(clock.instant()));
    } catch (NoSuchFileException e) {
      // Another process deleted it in between.
      folder = registry.fetch(uri, directory);
    }
    deleteOld(folder);
    return folder;
  }

  private void deleteOld(Path used) throws IOException {
    List<Version> versions = new ArrayList<>();
    try (Stream<Path> folders = Files.list(directory)) {
      for (Path folder : folders.toList()) {
        // Hidden ones are being fetched or deleted.
        if (!folder.equals(used) && !String.valueOf(folder.getFileName()).startsWith(".")) {
          Version.of(folder, versions);
        }
      }
    }
    versions.sort(Comparator.comparing(Version::used).reversed());
    for (Version version : versions.subList(Math.min(KEPT - 1, versions.size()), versions.size())) {
      delete(version.folder());
    }
  }

  private void delete(Path folder) throws IOException {
    Path aside = directory.resolve(DELETED + UUID.randomUUID());
    try {
      Files.move(folder, aside);
    } catch (NoSuchFileException e) {
      return; // by another process
    }
    LocalFolders.delete(aside);
  }

  private record Version(Path folder, FileTime used) {
    /** Adds a folder unless it has just disappeared. */
    static void of(Path folder, List<Version> versions) throws IOException {
      try {
        versions.add(new Version(folder, Files.getLastModifiedTime(folder)));
      } catch (NoSuchFileException e) {
        return;
      }
    }
  }
}

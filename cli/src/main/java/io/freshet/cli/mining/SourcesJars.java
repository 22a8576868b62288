/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.mining;

import io.freshet.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The sources jars of a directory, in the order of their names. */
public final class SourcesJars {
  private static final int FILES_A_TASK = 100;
  private static final int HEADER = 3_000;

  private final List<Path> jars;

  private SourcesJars(List<Path> jars) {
    this.jars = jars;
  }

  /**
   * Lists the jars.
   *
   * @throws IOException if there is none
   */
  public static SourcesJars in(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException("no directory of sources jars at " + directory);
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> jars =
          files.filter(file -> file.toString().endsWith("-sources.jar")).sorted().toList();
      if (jars.isEmpty()) {
        throw new IOException("no *-sources.jar in " + directory);
      }
      return new SourcesJars(jars);
    }
  }

  /** A hexadecimal SHA-256 over names and contents. */
  public String digest() throws IOException {
    MessageDigest sha = Sha256.start();
    for (Path jar : jars) {
      sha.update(String.valueOf(jar.getFileName()).getBytes(StandardCharsets.UTF_8));
      try (InputStream in = Files.newInputStream(jar)) {
        byte[] buffer = new byte[1 << 16];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          sha.update(buffer, 0, read);
        }
      }
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  /** Parses every file, on so many threads; the result does not depend on their number. */
  public MinedSources mine(int threads) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<JarFile> open = new ArrayList<>();
    try {
      List<Future<List<Optional<MinedFile>>>> parts = new ArrayList<>();
      for (Path path : jars) {
        JarFile jar = new JarFile(path.toFile());
        open.add(jar);
        List<JarEntry> entries = jar.stream().filter(SourcesJars::isSource).toList();
        for (int from = 0; from < entries.size(); from += FILES_A_TASK) {
          int to = Math.min(from + FILES_A_TASK, entries.size());
          parts.add(pool.submit(part(jar, entries.subList(from, to))));
        }
      }
      return gathered(parts);
    } finally {
      pool.shutdownNow();
      for (JarFile jar : open) {
        jar.close();
      }
    }
  }

  private static Callable<List<Optional<MinedFile>>> part(JarFile jar, List<JarEntry> entries) {
    return () -> {
      SourceFileMiner miner = new SourceFileMiner();
      List<Optional<MinedFile>> files = new ArrayList<>();
      for (JarEntry entry : entries) {
        try (InputStream in = jar.getInputStream(entry)) {
          String source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          if (!isGenerated(source)) {
            files.add(miner.mine(source));
          }
        }
      }
      return files;
    };
  }

  private static MinedSources gathered(List<Future<List<Optional<MinedFile>>>> parts)
      throws IOException {
    int files = 0;
    int unparsed = 0;
    List<MinedMethod> methods = new ArrayList<>();
    List<MinedNote> notes = new ArrayList<>();
    for (Future<List<Optional<MinedFile>>> part : parts) {
      for (Optional<MinedFile> file : result(part)) {
        files++;
        if (file.isEmpty()) {
          unparsed++;
        } else {
          methods.addAll(file.get().methods());
          notes.addAll(file.get().notes());
        }
      }
    }
    return new MinedSources(files, unparsed, methods, notes);
  }

  private static <T> T result(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      throw new IllegalStateException("mining failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("mining was interrupted", e));
    }
  }

  private static boolean isSource(JarEntry entry) {
    String name = entry.getName();
    // Kafka's messages are generated; the stemmers of Tartarus are generated and not Apache-2.0.
    return name.endsWith(".java")
        && !name.endsWith("-info.java")
        && !name.startsWith("org/apache/kafka/common/message/")
        && !name.startsWith("org/tartarus/");
  }

  private static boolean isGenerated(String source) {
    String header = source.substring(0, Math.min(source.length(), HEADER));
    return header.contains("AUTOMATICALLY GENERATED") || header.contains("Generated By:JavaCC");
  }
}

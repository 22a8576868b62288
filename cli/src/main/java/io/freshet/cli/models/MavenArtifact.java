/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A jar that Maven fetches: from the local repository where it is there, else from where the user's
 * settings say.
 *
 * @param version one that is released
 */
record MavenArtifact(String group, String name, String version) {
  private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";
  private static final long MINUTES = 20;
  private static final String ERROR = "[ERROR]";

  /** The coordinates, as Maven's options take them. */
  @Override
  public String toString() {
    return "%s:%s:%s".formatted(group, name, version);
  }

  /**
   * Puts the jar into a folder.
   *
   * @param folder an empty one
   * @throws IOException if there is no Maven, or it cannot get the jar
   */
  Path fetch(Path folder) throws IOException {
    Path log = folder.resolve("mvn.log");
    Process maven;
    try {
      maven =
          new ProcessBuilder(
                  "mvn",
                  "-B",
                  "-q",
                  COPY,
                  "-Dartifact=" + this,
                  "-DoutputDirectory=" + folder.toAbsolutePath())
              // Where no project lies, so that none is built.
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new IOException(
          "no mvn found to get %s with; install Maven 3.8 or newer".formatted(this), e);
    }
    await(maven);
    Path jar = folder.resolve(name + "-" + version + ".jar");
    if (maven.exitValue() != 0 || !Files.exists(jar)) {
      throw new IOException("Maven could not get %s: %s".formatted(this, firstError(log)));
    }
    return jar;
  }

  private static String firstError(Path log) throws IOException {
    // Whatever the encoding is: a few broken characters do no harm here.
    return new String(Files.readAllBytes(log), UTF_8)
        .lines()
        .filter(line -> line.contains(ERROR))
        .map(line -> line.substring(line.indexOf(ERROR) + ERROR.length()).strip())
        .findFirst()
        .orElse("it gives no reason");
  }

  private void await(Process maven) throws IOException {
    try {
      if (!maven.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("Maven did not get %s within %d minutes".formatted(this, MINUTES));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("getting " + this + " was interrupted", e);
    } finally {
      maven.destroy();
    }
  }
}

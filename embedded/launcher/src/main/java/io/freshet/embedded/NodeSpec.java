/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a node is started from.
 *
 * @param name for messages and the log's name
 * @param directory the node's module below {@code embedded}
 * @param mainClass its main class
 * @param jvmOptions options of its JVM
 * @param extraJars directory below {@code target} whose jars join the class path, or the empty
 *     string
 */
record NodeSpec(
    String name, String directory, String mainClass, List<String> jvmOptions, String extraJars) {

  static final NodeSpec KAFKA =
      new NodeSpec(
          "kafka",
          "kafka-node",
          "io.freshet.embedded.kafka.KafkaNode",
          // The broker is mostly I/O: the first compiler is enough and leaves the cores to others.
          List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
          "");

  static final NodeSpec OPENSEARCH =
      new NodeSpec(
          "opensearch",
          "opensearch-node",
          "io.freshet.embedded.opensearch.OpenSearchNode",
          List.of(
              "-Xms512m",
              "-Xmx512m",
              "-XX:+UseSerialGC",
              "-Dopensearch.networkaddress.cache.ttl=60"),
          "knn");

  /**
   * The command line that runs the node.
   *
   * @param home root of the repository
   * @throws EmbeddedServerException where the module was not built
   */
  List<String> command(Path home, Path data, int port) {
    List<String> command = new ArrayList<>();
    // An interrupt from the terminal goes to the whole process group; the node leaves it to its
    // parent, which ends things in order. A JVM keeps a signal ignored that was ignored before it.
    Collections.addAll(command, "/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh");
    command.add(Path.of(javaHome(), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-Dfreshet.log=" + log(data));
    command.add("-Djava.awt.headless=true");
    Collections.addAll(
        command, "-cp", classPath(home), mainClass, data.toString(), Integer.toString(port));
    return command;
  }

  /** A node may need a newer Java than its clients do. */
  private String javaHome() {
    return System.getProperty("freshet." + name + ".java-home", System.getProperty("java.home"));
  }

  /** Where the node logs. */
  Path log(Path data) {
    return data.resolve(name + ".log");
  }

  /** The folder of an unpacked distribution that holds the node's jars. */
  private Path installed(Path home) {
    return home.resolve("lib").resolve(directory);
  }

  private String classPath(Path home) {
    if (Files.isDirectory(installed(home))) {
      return installed(home).resolve("*").toString();
    }
    Path target = home.resolve("embedded").resolve(directory).resolve("target");
    Path libraries = target.resolve("runtime.classpath");
    Path classes = target.resolve("classes");
    if (!Files.isRegularFile(libraries) || !Files.isDirectory(classes)) {
      throw new EmbeddedServerException(
          "%s is not built (no %s); run `mvn -DskipTests package` in %s"
              .formatted(name, libraries, home));
    }
    try {
      List<String> entries = new ArrayList<>();
      entries.add(classes.toString());
      if (!extraJars.isEmpty()) {
        try (DirectoryStream<Path> jars =
            Files.newDirectoryStream(target.resolve(extraJars), "*.jar")) {
          jars.forEach(jar -> entries.add(jar.toString()));
        }
        Collections.sort(entries);
      }
      entries.add(Files.readString(libraries, UTF_8).strip());
      return String.join(File.pathSeparator, entries);
    } catch (IOException e) {
      throw new EmbeddedServerException("cannot read the class path of " + name, e);
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded;

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
   * @param classes its classes; their archive is of this process's Java, and left out for another
   */
  List<String> command(NodeClasses classes, Path data, int port) {
    List<String> command = new ArrayList<>();
    // An interrupt from the terminal goes to the whole process group; the node leaves it to its
    // parent, which ends things in order. A JVM keeps a signal ignored that was ignored before it.
    Collections.addAll(command, "/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh");
    command.add(Path.of(javaHome(), "bin", "java").toString());
    command.addAll(jvmOptions);
    if (isOwnJava()) {
      command.addAll(classes.options(grownArchive(data)));
    }
    command.add("-Dfreshet.log=" + log(data));
    command.add("-Djava.awt.headless=true");
    Collections.addAll(
        command, "-cp", classes.path(), mainClass, data.toString(), Integer.toString(port));
    return command;
  }

  /** A node may need a newer Java than its clients do. */
  private String javaHome() {
    return System.getProperty("freshet." + name + ".java-home", System.getProperty("java.home"));
  }

  private boolean isOwnJava() {
    return javaHome().equals(System.getProperty("java.home"));
  }

  /** Where a JVM that ends may archive its classes. */
  Path grownArchive(Path data) {
    return data.resolve(name + ".jsa");
  }

  /** Where the node logs. */
  Path log(Path data) {
    return data.resolve(name + ".log");
  }
}

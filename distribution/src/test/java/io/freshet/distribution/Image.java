/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a Dockerfile says, read without an engine. Of several stages, the first that copies from the
 * context.
 */
final class Image {
  private Image() {}

  /** The instructions, continued lines joined, comments left out. */
  static List<String> instructions(Path dockerfile) throws IOException {
    String text =
        Files.readString(dockerfile, UTF_8).replaceAll("(?m)^#.*\n", "").replace("\\\n", " ");
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  /** Source and target of everything copied from the context. */
  static List<String[]> copies(Path dockerfile) throws IOException {
    List<String[]> copies = new ArrayList<>();
    for (String line : instructions(dockerfile)) {
      if (line.startsWith("COPY ") && !line.contains("--from=")) {
        String[] words = line.replaceAll("--\\S+ ", "").split("\\s+", -1);
        copies.add(new String[] {words[1], words[2]});
      }
    }
    return copies;
  }

  /** Files and folders of a context that a source names. */
  static List<Path> matches(Path context, String source) throws IOException {
    PathMatcher matcher =
        FileSystems.getDefault().getPathMatcher("glob:" + context.resolve(source).normalize());
    try (Stream<Path> paths = Files.walk(context, 2)) {
      return paths.filter(path -> matcher.matches(path.normalize())).sorted().toList();
    }
  }

  /** The environment of the image, of the stages that a name lists. */
  static Map<String, String> environment(Path dockerfile, String... stages) throws IOException {
    Map<String, String> environment = new LinkedHashMap<>();
    boolean ours = stages.length == 0;
    for (String line : instructions(dockerfile)) {
      if (line.startsWith("FROM ") && stages.length > 0) {
        ours = List.of(stages).contains(line.substring(line.lastIndexOf(' ') + 1));
      } else if (ours && line.startsWith("ENV ")) {
        for (String assignment : line.substring(4).strip().split("\\s+", -1)) {
          int equals = assignment.indexOf('=');
          environment.put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }
      }
    }
    return environment;
  }

  /** Commands that are run while the image is made. */
  static List<String> runs(Path dockerfile) throws IOException {
    return instructions(dockerfile).stream()
        .filter(line -> line.startsWith("RUN "))
        .map(line -> line.substring(4))
        .toList();
  }

  /** Links a file, or all files of a folder, so that nothing large is copied. */
  static void link(Path source, Path target) throws IOException {
    try (Stream<Path> paths = Files.walk(source)) {
      for (Path path : paths.toList()) {
        Path there = target.resolve(source.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(there);
        } else {
          Files.createDirectories(there.getParent());
          Files.createLink(there, path);
        }
      }
    }
  }
}

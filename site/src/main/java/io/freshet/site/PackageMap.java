/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The map of all packages in {@code docs/contributing.md}, made from the first sentence of each
 * {@code package-info.java}.
 */
public final class PackageMap {
  /** The page that holds the map, in the repository. */
  static final String PAGE = "docs/contributing.md";

  private static final String BEGIN =
      "<!-- Made by PackageMap; change the package-info.java files. -->\n";
  private static final String END = "<!-- End of the map. -->\n";
  private static final String SOURCES = "src/main/java";
  private static final String INFO = "package-info.java";
  private static final Pattern SENTENCE =
      Pattern.compile("/\\*\\*(.*?\\.)(?:\\s|\\*/)", Pattern.DOTALL);
  private static final Pattern TAG = Pattern.compile("\\{@(?:link|code)\\s+(?:[\\w.]*\\.)?(\\w+)}");

  private PackageMap() {}

  /** Writes the map of the repository in the folder given into its page. */
  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    Path page = root.resolve(PAGE);
    Files.writeString(page, in(Files.readString(page), table(root)));
  }

  /** The page with another table between its two comments. */
  static String in(String page, String table) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new SiteException(PAGE + " has not the two comments that the map stands between");
    }
    return page.substring(0, begin + BEGIN.length()) + table + page.substring(end);
  }

  /**
   * One row for each package of main code that has classes.
   *
   * @throws SiteException if a package does not say what it is for
   */
  static String table(Path root) throws IOException {
    StringBuilder table =
        new StringBuilder("| module | package | what is in it |\n|---|---|---|\n");
    for (Path folder : packages(root)) {
      String path = root.relativize(folder).toString();
      int sources = path.indexOf(SOURCES);
      table.append(
          "| `%s` | `%s` | %s |\n"
              .formatted(
                  path.substring(0, sources - 1),
                  path.substring(sources + SOURCES.length() + 1).replace('/', '.'),
                  purpose(path, folder.resolve(INFO))));
    }
    return table.toString();
  }

  private static Set<Path> packages(Path root) throws IOException {
    Set<Path> packages = new TreeSet<>(Comparator.comparing(Path::toString));
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = String.valueOf(folder.getFileName());
            boolean made = name.equals("target") || folder.endsWith("src/test");
            boolean hidden = name.startsWith(".") && !folder.equals(root);
            return made || hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.toString();
            if (name.contains(SOURCES) && name.endsWith(".java") && !name.endsWith(INFO)) {
              packages.add(file.resolveSibling("").normalize());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return packages;
  }

  private static String purpose(String path, Path info) throws IOException {
    Matcher sentence = SENTENCE.matcher(Files.exists(info) ? Files.readString(info) : "");
    if (!sentence.find()) {
      throw new SiteException(
          path + " has no " + INFO + " whose comment says what the package is for; write it");
    }
    String text = sentence.group(1).replaceAll("\\s*\\n \\*\\s*", " ").strip();
    return TAG.matcher(text).replaceAll("`$1`").replace("|", "\\|");
  }
}

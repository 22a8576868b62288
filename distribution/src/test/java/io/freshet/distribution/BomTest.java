/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The bill of materials names every library that is deployed, at the version that is built. */
class BomTest {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Pattern ARTIFACT =
      Pattern.compile("^  <artifactId>([^<]+)</artifactId>", Pattern.MULTILINE);
  private static final Pattern VERSION =
      Pattern.compile("^ +<version>([^<]+)</version>", Pattern.MULTILINE);
  private static final Pattern MANAGED =
      Pattern.compile(
          "<groupId>io\\.freshet</groupId><artifactId>([^<]+)</artifactId><version>\\$\\{project\\.version}<");

  /** The program, and the list itself: nobody builds on them. */
  private static final Set<String> NO_LIBRARIES = Set.of("freshet-bom", "freshet-cli");

  private static String pom(String module) throws IOException {
    return Files.readString(HOME.resolve(module).resolve("pom.xml"));
  }

  private static List<String> found(Pattern pattern, String pom) {
    return pattern.matcher(pom).results().map((MatchResult match) -> match.group(1)).toList();
  }

  /** The libraries that it names. */
  static List<String> managed() throws IOException {
    return found(MANAGED, pom("bom"));
  }

  @Test
  void namesEveryLibraryThatIsDeployed() throws IOException {
    Set<String> libraries = new TreeSet<>();
    for (String module : found(MODULE, pom(""))) {
      String pom = pom(module);
      if (!pom.contains("<maven.deploy.skip>true</maven.deploy.skip>")) {
        libraries.add(found(ARTIFACT, pom).get(0));
      }
    }
    libraries.removeAll(NO_LIBRARIES);
    assertThat(libraries).contains("freshet-opensearch-sink", "freshet-model");
    assertThat(managed()).containsExactlyInAnyOrderElementsOf(libraries);
    assertThat(found(VERSION, pom("bom")).get(0)).isEqualTo(found(VERSION, pom("")).get(0));
  }
}

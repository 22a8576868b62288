/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageMapTest {
  @TempDir private Path root;

  @Test
  void theMapInTheDocumentationIsCurrent() throws IOException {
    String page = Files.readString(Repository.ROOT.resolve(PackageMap.PAGE));
    assertThat(page).isEqualTo(PackageMap.in(page, PackageMap.table(Repository.ROOT)));
  }

  @Test
  void aPackageIsToldByTheFirstSentenceOfItsComment() throws IOException {
    new Repository(root)
        .with("a/src/main/java/x/y/A.java", "")
        .with(
            "a/src/main/java/x/y/package-info.java",
            """
            /**
             * Makes {@link x.y.A} of {@code B}
             * quickly. And more.
             */
            package x.y;
            """)
        .with("a/src/main/java/x/package-info.java", "/** Holds no class. */ package x;")
        .with("a/src/test/java/x/z/ATest.java", "");
    assertThat(PackageMap.table(root))
        .endsWith("|---|---|---|\n| `a` | `x.y` | Makes `A` of `B` quickly. |\n");
  }

  @Test
  void aPackageThatDoesNotSayWhatItIsForIsAnError() {
    new Repository(root).with("a/src/main/java/x/y/A.java", "");
    assertThatThrownBy(() -> PackageMap.table(root))
        .hasMessage(
            "a/src/main/java/x/y has no package-info.java whose comment says what the package is"
                + " for; write it");
  }

  @Test
  void aPageWithoutThePlaceForTheMapIsAnError() {
    assertThatThrownBy(() -> PackageMap.in("# Page", "")).hasMessageContaining(PackageMap.PAGE);
  }
}

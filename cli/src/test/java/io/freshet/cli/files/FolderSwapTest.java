/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder is replaced wholly or not at all. */
class FolderSwapTest {
  @TempDir private Path root;
  private Path folder;

  @BeforeEach
  void write() throws Exception {
    folder = root.resolve("sets");
    Files.createDirectories(folder.resolve("a/deep"));
    Files.writeString(folder.resolve("a/deep/file"), "old a");
    Files.createDirectories(folder.resolve("b"));
    Files.writeString(folder.resolve("b/file"), "old b");
    Files.writeString(folder.resolve("README"), "note");
  }

  private static void replaceB(FolderSwap swap) throws Exception {
    Files.createDirectories(swap.next().resolve("b"));
    Files.writeString(swap.next().resolve("b/file"), "new b");
    swap.keepTheRest();
  }

  private List<String> names() throws Exception {
    try (Stream<Path> names = Files.list(root)) {
      return names.map(name -> name.getFileName().toString()).toList();
    }
  }

  @Test
  void keepsTheRestAndTheFormerOne() throws Exception {
    try (FolderSwap swap = FolderSwap.of(folder, ".former")) {
      replaceB(swap);
      assertThat(folder.resolve("b/file")).hasContent("old b");
      swap.commit();
    }
    assertThat(folder.resolve("b/file")).hasContent("new b");
    assertThat(folder.resolve("a/deep/file")).hasContent("old a");
    assertThat(folder.resolve("README")).hasContent("note");
    assertThat(root.resolve("sets.former/b/file")).hasContent("old b");
    assertThat(names()).containsExactlyInAnyOrder("sets", "sets.former", "sets.lock");
  }

  @Test
  void leavesNothingBehindWithoutACommit() throws Exception {
    try (FolderSwap swap = FolderSwap.of(folder, ".former")) {
      replaceB(swap);
    }
    assertThat(folder.resolve("b/file")).hasContent("old b");
    assertThat(names()).containsExactlyInAnyOrder("sets", "sets.lock");
  }

  @Test
  void undoesASwapThatWasCutOff() throws Exception {
    Files.move(folder, root.resolve("sets.former"));
    Files.createDirectories(root.resolve("sets.next/b"));
    try (FolderSwap swap = FolderSwap.of(folder, ".former")) {
      assertThat(swap.folder()).isEqualTo(folder.toAbsolutePath());
      assertThat(folder.resolve("b/file")).hasContent("old b");
      assertThat(swap.next()).isEmptyDirectory();
    }
    assertThat(names()).containsExactlyInAnyOrder("sets", "sets.lock");
  }

  @Test
  void whatWasDeletedDoesNotComeBack() throws Exception {
    Files.move(folder, root.resolve("sets.former"));
    try (FolderSwap swap = FolderSwap.of(folder, ".former")) {
      assertThat(swap.folder()).doesNotExist();
    }
    assertThat(folder).doesNotExist();
    assertThat(root.resolve("sets.former/b/file")).hasContent("old b");
  }

  @Test
  void oneAtATime() throws Exception {
    try (FolderSwap swap = FolderSwap.of(folder, ".former")) {
      replaceB(swap);
      assertThatIOException()
          .isThrownBy(() -> FolderSwap.of(folder, ".former"))
          .withMessageContaining("by another process");
      assertThat(swap.next().resolve("b/file")).hasContent("new b");
    }
    FolderSwap.of(folder, ".former").close();
  }

  @Test
  void aSwapThatCannotEndLeavesTheFolder() throws Exception {
    try (FolderSwap swap = FolderSwap.of(folder, ".former")) {
      Files.delete(swap.next());
      assertThatIOException().isThrownBy(swap::commit);
      assertThat(folder.resolve("b/file")).hasContent("old b");
    }
  }

  @Test
  void linksStayLinks() throws Exception {
    Files.move(folder.resolve("a"), root.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("a"), Path.of("../elsewhere"));
    try (FolderSwap swap = FolderSwap.of(folder, ".former")) {
      replaceB(swap);
      swap.commit();
    }
    assertThat(folder.resolve("a")).isSymbolicLink();
    assertThat(folder.resolve("a/deep/file")).hasContent("old a");
  }

  @Test
  void makesAFolderThatWasNotThereAndFollowsALink() throws Exception {
    try (FolderSwap swap = FolderSwap.of(root.resolve("new"), ".former")) {
      replaceB(swap);
      swap.commit();
    }
    assertThat(root.resolve("new/b/file")).hasContent("new b");
    Path link = Files.createSymbolicLink(root.resolve("link"), Path.of("sets"));
    try (FolderSwap swap = FolderSwap.of(link, ".former")) {
      replaceB(swap);
      swap.commit();
    }
    assertThat(link).isSymbolicLink();
    assertThat(folder.resolve("b/file")).hasContent("new b");
  }
}

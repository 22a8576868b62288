/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteFolderTest {
  @TempDir private Path root;
  private Path source;
  private Path cache;

  @BeforeEach
  void folder() throws Exception {
    source = root.resolve("source");
    cache = root.resolve("cache");
    Files.createDirectories(source.resolve("below"));
    Files.writeString(source.resolve("a.txt"), "a");
    Files.writeString(source.resolve("below/b.txt"), "b");
  }

  private String remote() {
    return RemoteTestFileSystem.SCHEME + ":" + source;
  }

  @Test
  void localFoldersAreUsedWhereTheyLie() throws Exception {
    assertThat(RemoteFolder.local(source.toString(), cache)).isEqualTo(source);
    assertThat(RemoteFolder.local(source.toUri().toString(), cache)).isEqualTo(source);
    assertThat(cache).doesNotExist();
  }

  @Test
  void remoteFoldersAreCopiedOnceWithAllThatLiesBelow() throws Exception {
    Path copy = RemoteFolder.local(remote(), cache);
    assertThat(copy).startsWith(cache);
    assertThat(copy.resolve("a.txt")).hasContent("a");
    assertThat(copy.resolve("below/b.txt")).hasContent("b");
    assertThat(RemoteFolder.local(remote(), cache)).isEqualTo(copy);
    assertThat(cache).isDirectoryNotContaining("glob:**/.folder-*");
  }

  @Test
  void changedFoldersAreCopiedAgain() throws Exception {
    Path before = RemoteFolder.local(remote(), cache);
    Files.writeString(source.resolve("a.txt"), "c");
    Files.setLastModifiedTime(source.resolve("a.txt"), FileTime.fromMillis(1_000_000));
    Path after = RemoteFolder.local(remote(), cache);
    assertThat(after).isNotEqualTo(before);
    assertThat(after.resolve("a.txt")).hasContent("c");
    assertThat(before.resolve("a.txt")).hasContent("a");
  }

  @Test
  void missingFoldersAreNamed() {
    String missing = remote() + "-missing";
    assertThatThrownBy(() -> RemoteFolder.local(missing, cache))
        .hasMessageContaining("source-missing");
  }
}

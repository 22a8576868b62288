/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.cli.options.WrongUseException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {
  @TempDir private Path folder;

  private static InputStream input(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  @Test
  void standardInputIsAFileAmongOthersUntilTheEnd() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "of a file");
    Path spooled;
    try (InputFiles inputs = InputFiles.of(List.of(file, Path.of("-")), input("of a pipe"))) {
      spooled = inputs.onDisk().get(1);
      assertThat(inputs.onDisk().get(0)).isEqualTo(file);
      assertThat(spooled).hasContent("of a pipe");
    }
    assertThat(spooled).doesNotExist();
    assertThat(file).exists();
  }

  @Test
  void whatCannotBeReadIsRefused() {
    assertThatThrownBy(() -> InputFiles.of(List.of(folder.resolve("none")), input("")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(folder.resolve("none").toString());
    assertThatThrownBy(() -> InputFiles.of(List.of(Path.of("-"), Path.of("-")), input("a")))
        .isInstanceOf(WrongUseException.class)
        .hasMessage("- is given twice; standard input can be read once");
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TextLinesTest {
  private static final List<String> TWO_LINES = List.of("1 eins ä", "3 zwei");

  @TempDir Path directory;

  static List<Arguments> texts() throws IOException {
    byte[] plain = "eins ä\n \t\nzwei\n".getBytes(UTF_8);
    return List.of(
        Arguments.of("plain", plain),
        Arguments.of("no line feed at the end", "eins ä\n\nzwei".getBytes(UTF_8)),
        Arguments.of("Windows' line ends", "eins ä\r\n\r\nzwei\r\n".getBytes(UTF_8)),
        Arguments.of("a byte order mark", "\uFEFFeins ä\n\nzwei\n".getBytes(UTF_8)),
        Arguments.of("gzip, whatever the name", packed(plain)),
        Arguments.of("gzip of a mark", packed("\uFEFFeins ä\n\nzwei".getBytes(UTF_8))),
        Arguments.of(
            "gzip of two parts", joined(packed("eins ä\n\n".getBytes(UTF_8)), packed("zwei"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void linesComeWithTheirNumbersAndWithoutWhatIsNoText(String name, byte[] content)
      throws IOException {
    assertThat(lines(file(content))).as(name).isEqualTo(TWO_LINES);
  }

  static List<Arguments> noTexts() throws IOException {
    return List.of(
        Arguments.of("PK\003\004..".getBytes(ISO_8859_1), ": the file is a zip archive, as .xlsx"),
        Arguments.of("PAR1\025\004".getBytes(ISO_8859_1), ": the file is a Parquet file; write"),
        Arguments.of(packed("PAR1\025\004"), ": the file is a Parquet file"),
        Arguments.of("\uFEFFa".getBytes(UTF_16LE), ": the file is UTF-16; write it as UTF-8"),
        Arguments.of("a\nb".getBytes(UTF_16LE), ":1: the line holds a byte 0: the file is UTF-16"),
        Arguments.of("a\nb\n\0\n".getBytes(UTF_8), ":3: the line holds a byte 0"),
        Arguments.of("good\nn\u00e4h".getBytes(Charset.forName("windows-1252")), ":2: the line is"),
        Arguments.of(half(packed("word ".repeat(999))), ":1: the gzip file is damaged or cut off"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("noTexts")
  void whatIsNoTextIsToldWithItsPlace(byte[] content, String message) throws IOException {
    Path file = file(content);
    assertThatThrownBy(() -> lines(file))
        .isInstanceOf(TextFileException.class)
        .hasMessageStartingWith(file + message);
  }

  @Test
  void foldersAndMissingFilesAreTold() {
    assertThatThrownBy(() -> TextLines.open(directory))
        .hasMessage(directory + ": this is a folder; give a file in it");
    assertThatThrownBy(() -> TextLines.open(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void anEmptyFileHasNoLines() throws IOException {
    assertThat(lines(file(new byte[0]))).isEmpty();
    assertThat(lines(file(packed("")))).isEmpty();
    assertThat(TextFile.read(file("\uFEFF".getBytes(UTF_8)))).isEmpty();
  }

  @Test
  void linesMayBeLongerThanTheBuffer() throws IOException {
    String longest = "x".repeat(3_000_000);
    assertThat(lines(file(("a\n" + longest + "\nb").getBytes(UTF_8))))
        .containsExactly("1 a", "2 " + longest, "3 b");
  }

  @Test
  void aWholeTextTellsTheLineThatIsNoUtf8() throws IOException {
    Path file = file("a: 1\nb: \u00e9\n".getBytes(ISO_8859_1));
    assertThatThrownBy(() -> TextFile.read(file)).hasMessageStartingWith(file + ":2: the line is");
    assertThat(TextFile.read(file("\uFEFFa: ä".getBytes(UTF_8)))).isEqualTo("a: ä");
  }

  static List<Arguments> noJson() {
    return List.of(
        Arguments.of("{}\n{\"a\": NaN}\n", ":2: not JSON: NaN is no number of JSON; leave"),
        Arguments.of("[{\"a\": 1}]\n", ":1: a JSON array; one value a line is needed: jq -c '.[]'"),
        Arguments.of("{\n  \"a\": 1\n}\n", ":1: not JSON: Unexpected end-of-input"),
        Arguments.of(
            "{\"a\": 1} {\"a\": 2}\n",
            ":1: not JSON: something follows the first value of the line; one value a line is needed"),
        Arguments.of(
            "white matter\n", ":1: not JSON but plain text; of texts, one a line, jq -R . FILE"),
        Arguments.of("{'a': 1}\n", ":1: not JSON: "));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("noJson")
  void whatIsNoJsonIsToldWithItsPlace(String content, String message) throws IOException {
    Path file = file(content.getBytes(UTF_8));
    assertThatThrownBy(
            () -> {
              try (JsonLines lines = JsonLines.open(file)) {
                while (lines.next()) {
                  assertThat(lines.value().isObject()).isTrue();
                }
              }
            })
        .isInstanceOf(TextFileException.class)
        .hasMessageStartingWith(file + message);
  }

  private static List<String> lines(Path file) throws IOException {
    List<String> read = new ArrayList<>();
    try (TextLines lines = TextLines.open(file)) {
      while (lines.next()) {
        read.add(lines.number() + " " + lines.text());
      }
    }
    return read;
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(directory.resolve("input.txt"), content);
  }

  private static byte[] packed(String text) throws IOException {
    return packed(text.getBytes(ISO_8859_1));
  }

  private static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] half(byte[] whole) {
    return Arrays.copyOf(whole, whole.length / 2);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Files of UTF-8 text, plain or packed by gzip whatever their name. A byte order mark is no part of
 * the text, and what is no text is refused with what it is. Stateless.
 */
public final class TextFile {
  private static final int BUFFER = 1 << 16;
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private TextFile() {}

  /**
   * The bytes of the text, unpacked and without the byte order mark.
   *
   * @return a buffered stream, for the caller to close
   * @throws NoSuchFileException where there is no such file
   * @throws TextFileException where it is a folder or a file of another kind
   */
  public static InputStream open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new TextFileException(file, "this is a folder; give a file in it");
    }
    InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      byte[] head = head(in);
      if (isGzip(head)) {
        in = new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER);
        head = head(in);
      }
      Optional<FileKind> other = FileKind.of(head);
      if (other.isPresent()) {
        throw new TextFileException(file, "the file is " + other.get().remedy());
      }
      if (startsWithMark(head)) {
        in.skipNBytes(MARK.length);
      }
      return in;
    } catch (EOFException | ZipException e) {
      in.close();
      throw TextFileException.damaged(file, 1, e);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /**
   * The whole text.
   *
   * @throws TextFileException where it is no UTF-8 text
   */
  public static String read(Path file) throws IOException {
    try (InputStream in = open(file)) {
      byte[] bytes = in.readAllBytes();
      try {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        throw TextFileException.notUtf8(file, line(bytes));
      }
    }
  }

  /** The line of the first bytes that are no UTF-8, counted from 1. */
  private static long line(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    UTF_8.newDecoder().decode(in, out, true);
    long line = 1;
    for (int i = 0; i < in.position(); i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    return line;
  }

  private static byte[] head(InputStream in) throws IOException {
    in.mark(BUFFER);
    byte[] head = in.readNBytes(FileKind.LONGEST);
    in.reset();
    return head;
  }

  private static boolean isGzip(byte[] head) {
    return head.length > 1 && head[0] == (byte) 0x1F && head[1] == (byte) 0x8B;
  }

  private static boolean startsWithMark(byte[] head) {
    return head.length >= MARK.length
        && head[0] == MARK[0]
        && head[1] == MARK[1]
        && head[2] == MARK[2];
  }
}

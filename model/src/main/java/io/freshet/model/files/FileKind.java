/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
import java.util.stream.Stream;

/** Files that are often given where a text is wanted, by the bytes that they begin with. */
enum FileKind {
  ZIP("PK\003\004", "a zip archive, as .xlsx is; unpack it, or save it as CSV or JSON lines"),
  PARQUET(
      "PAR1\025",
      "a Parquet file; write it as JSON lines first, for example with pandas:"
          + " read_parquet(..).to_json(.., orient='records', lines=True)"),
  ARROW("ARROW1\000", "an Arrow file; write it as JSON lines first"),
  AVRO("Obj\001", "an Avro file; write it as JSON lines first"),
  BZIP2("BZh91AY&SY", "packed by bzip2; unpack it first: bunzip2 FILE"),
  XZ("\3757zXZ\000", "packed by xz; unpack it first: unxz FILE"),
  ZSTANDARD("\050\265\057\375", "packed by zstd; unpack it first: unzstd FILE"),
  SEVEN_ZIP("7z\274\257\047\034", "a 7z archive; unpack it first"),
  EXCEL("\320\317\021\340", "an old Office file; save it as CSV in UTF-8"),
  PDF("%PDF-", "a PDF; give its text"),
  SQLITE("SQLite format 3", "an SQLite database; export the table as CSV"),
  UTF_16_LITTLE("\377\376", "UTF-16; write it as UTF-8 first: iconv -f UTF-16 -t UTF-8 FILE"),
  UTF_16_BIG("\376\377", "UTF-16; write it as UTF-8 first: iconv -f UTF-16 -t UTF-8 FILE");

  /** Bytes that are enough to know every kind. */
  static final int LONGEST =
      Stream.of(values()).mapToInt(kind -> kind.beginning.length()).max().orElse(0);

  private final String beginning;
  private final String remedy;

  FileKind(String beginning, String remedy) {
    this.beginning = beginning;
    this.remedy = remedy;
  }

  /** What the file is and what to do with it, behind "is". */
  String remedy() {
    return remedy;
  }

  /** The kind of file that begins with these bytes; none for a text. */
  static Optional<FileKind> of(byte[] head) {
    String begun = new String(head, ISO_8859_1);
    return Stream.of(values()).filter(kind -> begun.startsWith(kind.beginning)).findFirst();
  }
}

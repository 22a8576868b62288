/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.probes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * Names the content of a probe set. Scores may be compared only where they were taken on sets of
 * one digest: a changed corpus changes them under the same queries. Stateless.
 */
public final class ProbeSetDigest {
  private static final List<String> FILES =
      List.of("queries.jsonl", "qrels/test.tsv", "corpus.jsonl");
  private static final int BYTES = 8;

  private ProbeSetDigest() {}

  /**
   * The digest of a set: 16 hexadecimal digits of the SHA-256 over the bytes of its queries,
   * judgments and documents, each file led by its length.
   *
   * @param set a BEIR folder with the split {@code test}
   */
  public static String of(Path set) throws IOException {
    MessageDigest digest = Sha256.start();
    try (OutputStream into = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      for (String name : FILES) {
        Path file = set.resolve(name);
        into.write((Files.size(file) + "\n").getBytes(UTF_8));
        try (InputStream in = Files.newInputStream(file)) {
          in.transferTo(into);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 digests for this module, which does not depend on the model's helper. Stateless. */
public final class Sha256 {
  private Sha256() {}

  /** A digest that has taken in nothing; for one thread. */
  public static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The digest of bytes, 64 hexadecimal digits. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(start().digest(bytes));
  }

  /** The digest of a text in UTF-8, 64 hexadecimal digits. */
  public static String hex(String text) {
    return hex(text.getBytes(UTF_8));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.model.files.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The tokens that callers may show, as digests only. Immutable. */
public final class BearerTokens {
  private static final String SCHEME = "bearer ";

  private final List<byte[]> digests;

  private BearerTokens(List<String> tokens) {
    digests = tokens.stream().map(BearerTokens::digest).toList();
  }

  /** Nobody needs a token. */
  public static BearerTokens none() {
    return new BearerTokens(List.of());
  }

  /** One token alone. */
  public static BearerTokens of(String token) {
    return new BearerTokens(List.of(token));
  }

  /**
   * The tokens of a file, one a line; empty lines do not count.
   *
   * @throws IllegalArgumentException where the file has none
   */
  public static BearerTokens read(Path file) throws IOException {
    List<String> tokens =
        TextFile.read(file).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException("no token in '" + file + "'; write one a line");
    }
    return new BearerTokens(tokens);
  }

  /** Whether callers need a token. */
  public boolean needed() {
    return !digests.isEmpty();
  }

  /**
   * Which token a header shows, by its place; 0 where none is needed. Every token is compared,
   * whichever it is.
   */
  OptionalInt caller(@Nullable String authorization) {
    if (!needed()) {
      return OptionalInt.of(0);
    }
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return OptionalInt.empty();
    }
    byte[] shown = digest(authorization.substring(SCHEME.length()).strip());
    OptionalInt caller = OptionalInt.empty();
    for (int i = 0; i < digests.size(); i++) {
      if (MessageDigest.isEqual(digests.get(i), shown)) {
        caller = OptionalInt.of(i);
      }
    }
    return caller;
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

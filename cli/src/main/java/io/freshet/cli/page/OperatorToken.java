/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import io.freshet.config.ServiceConfig;
import io.freshet.service.http.BearerTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * Who may act on the page.
 *
 * @param drawn to be printed; empty where the tokens stand in a file
 */
public record OperatorToken(BearerTokens tokens, Optional<String> drawn) {
  private static final int BYTES = 18;

  /** Those of the file that is configured, or one that is drawn. */
  public static OperatorToken of(ServiceConfig config) throws IOException {
    if (!config.operatorTokenFile().isEmpty()) {
      return new OperatorToken(
          BearerTokens.read(Path.of(config.operatorTokenFile())), Optional.empty());
    }
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    return new OperatorToken(BearerTokens.of(token), Optional.of(token));
  }

  /** What a person is told of it, for a line of its own. */
  public String line() {
    return drawn.orElse("one of serving.operator-token-file");
  }
}

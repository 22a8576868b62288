/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service.http;

import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Decides who is answered. Thread-safe. */
final class Admission {
  /** Of all operators together: they are few. */
  private static final int OPERATOR = -1;

  private static final Set<String> LOCAL = Set.of("127.0.0.1", "localhost", "[::1]", "::1");

  private final boolean localNamesOnly;
  private final BearerTokens tokens;
  private final BearerTokens operators;
  private final RateLimit rate;

  /** What a request shows of its sender. */
  record Asked(
      @Nullable String authorization,
      @Nullable String origin,
      @Nullable String host,
      @Nullable String authority) {

    static Asked of(Request request) {
      return new Asked(
          request.getHeaders().get(HttpHeader.AUTHORIZATION),
          request.getHeaders().get(HttpHeader.ORIGIN),
          request.getHttpURI().getHost(),
          request.getHttpURI().getAuthority());
    }

    /** A browser names the site whose page asks. */
    boolean fromAnotherSite() {
      return origin != null
          && authority != null
          && !origin.equals("http://" + authority)
          && !origin.equals("https://" + authority);
    }
  }

  Admission(boolean localNamesOnly, BearerTokens tokens, BearerTokens operators, RateLimit rate) {
    this.localNamesOnly = localNamesOnly;
    this.tokens = tokens;
    this.operators = operators;
    this.rate = rate;
  }

  /**
   * Lets a request pass.
   *
   * @throws Refusal where it may not
   */
  void admit(Route.Access access, Asked asked) {
    if (localNamesOnly && (asked.host() == null || !LOCAL.contains(asked.host()))) {
      throw Refusal.ofRequest(
          421, "other_host", "this server answers under the names " + new TreeSet<>(LOCAL));
    }
    switch (access) {
      case OPEN -> {}
      case CALLER -> rate.count(caller(asked));
      case OPERATOR -> checkOperator(asked);
    }
  }

  private int caller(Asked asked) {
    OptionalInt caller = tokens.caller(asked.authorization());
    if (caller.isPresent()) {
      return caller.getAsInt();
    }
    if (isOperator(asked)) {
      return OPERATOR;
    }
    throw Refusal.ofStranger(
        "a token is needed that this service knows: Authorization: Bearer TOKEN");
  }

  private void checkOperator(Asked asked) {
    if (asked.fromAnotherSite()) {
      throw Refusal.ofRequest(
          403, "other_site", "a page of another site may not do this: " + asked.origin());
    }
    if (!isOperator(asked)) {
      throw Refusal.ofStranger(
          "an operator's token is needed: Authorization: Bearer TOKEN; it is printed at the start,"
              + " or stands in serving.operator-token-file");
    }
  }

  private boolean isOperator(Asked asked) {
    return operators.needed() && operators.caller(asked.authorization()).isPresent();
  }
}

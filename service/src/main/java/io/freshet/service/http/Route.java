/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service.http;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** One thing that can be asked. */
public record Route(String method, String path, Access access, Endpoint endpoint) {

  /** Who is answered. */
  public enum Access {
    /** Anybody, beyond the limit of requests. */
    OPEN,
    /** Who shows a token, where callers need one. */
    CALLER,
    /** Who shows an operator's token, and is no page of another site. */
    OPERATOR
  }

  /** Answers at once. Thread-safe. */
  public interface Source {
    /** The answer as it is now. */
    Answer answer() throws IOException;
  }

  /** A route that takes no body and is answered at once. */
  public static Route get(String path, Access access, Source source) {
    return new Route(
        "GET", path, access, body -> CompletableFuture.completedFuture(source.answer()));
  }
}

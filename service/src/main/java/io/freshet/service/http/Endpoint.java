/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service.http;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Answers the requests of a route. Thread-safe. */
public interface Endpoint {

  /**
   * Answers without waiting for others. What goes wrong is thrown or completes the answer
   * exceptionally: a {@link Refusal}, or what {@link Failures} makes one of.
   *
   * @param body of the request, empty where it has none
   */
  CompletableFuture<Answer> answer(byte[] body) throws IOException;
}

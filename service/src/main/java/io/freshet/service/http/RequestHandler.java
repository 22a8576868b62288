/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/** Lets a request through token, limits and time to its route, and writes the answer. */
final class RequestHandler extends Handler.Abstract {
  private static final String OTHER = "other";

  private final Routes routes;
  private final Failures failures;
  private final RequestListener listener;
  private final Admission admission;
  private final ServerSettings.Limits limits;

  RequestHandler(ServerSettings settings, HttpServer.Content content) {
    this.routes = content.routes();
    this.failures = new Failures(content.failures());
    this.listener = content.listener();
    this.limits = settings.limits();
    this.admission =
        new Admission(
            settings.localNamesOnly(),
            settings.tokens(),
            settings.operators(),
            new RateLimit(limits.perSecond(), System::nanoTime));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    long start = System.nanoTime();
    String path = Request.getPathInContext(request);
    CompletableFuture<Void> unused =
        answer(request, response, path)
            .orTimeout(limits.time().toMillis(), TimeUnit.MILLISECONDS)
            .exceptionally(failure -> failures.refusal(failure).answer())
            .thenAccept(
                answer -> {
                  write(answer, response, callback);
                  listener.answered(
                      answer.status() == 404 ? OTHER : path,
                      answer.status(),
                      Duration.ofNanos(System.nanoTime() - start));
                })
            .whenComplete(
                (written, failure) -> {
                  if (failure != null) {
                    callback.failed(failure);
                  }
                });
    return true;
  }

  private CompletableFuture<Answer> answer(Request request, Response response, String path) {
    try {
      Route route = routes.of(request.getMethod(), path);
      admission.admit(route.access(), Admission.Asked.of(request));
      if (request.getLength() > limits.body()) {
        throw tooLarge();
      }
      CompletableFuture<byte[]> body = new CompletableFuture<>();
      Content.Source.asByteArrayAsync(request, limits.body(), Promise.Invocable.toPromise(body));
      return body.exceptionallyCompose(failure -> CompletableFuture.failedFuture(unread(failure)))
          .thenCompose(bytes -> answer(route, bytes));
    } catch (Refusal e) {
      if (!request.consumeAvailable()) {
        // A body that nobody reads ends the connection; a client not told would use it again.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
      }
      return CompletableFuture.failedFuture(e);
    }
  }

  private static CompletableFuture<Answer> answer(Route route, byte[] body) {
    try {
      return route.endpoint().answer(body);
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Jetty's word for a body that is too large is an illegal state. */
  private Refusal unread(Throwable failure) {
    return failure instanceof IllegalStateException
        ? tooLarge()
        : Refusal.ofRequest(400, "unread_body", "the body did not arrive as a whole");
  }

  private Refusal tooLarge() {
    return Refusal.ofRequest(
        413, "too_large", "the body has more than %d bytes".formatted(limits.body()));
  }

  private static void write(Answer answer, Response response, Callback callback) {
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }
}

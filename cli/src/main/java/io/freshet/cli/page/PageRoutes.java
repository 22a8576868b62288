/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.options.WrongUseException;
import io.freshet.jobs.training.versions.VersionCard;
import io.freshet.service.http.Answer;
import io.freshet.service.http.Endpoint;
import io.freshet.service.http.Refusal;
import io.freshet.service.http.RequestBody;
import io.freshet.service.http.Route;
import io.freshet.service.http.Route.Access;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** The page, what it reads and what is done on it, as routes of a server. */
public final class PageRoutes {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LATER_SECONDS = 5;

  private PageRoutes() {}

  /**
   * The routes.
   *
   * @param executor runs what waits for Kafka or a file system
   * @throws IOException where this build lacks a file of the page
   */
  public static List<Route> of(PageSources sources, Executor executor) throws IOException {
    PageActs acts = new PageActs(sources.orders(), sources.letters());
    PageLetters letters = new PageLetters(sources.letters());
    List<Route> routes = new ArrayList<>(PageAssets.routes());
    routes.add(
        Route.get(
            PageAssets.BASE + "state.json",
            Access.CALLER,
            () ->
                Answer.json(200, json -> json.writeTree(StateJson.of(sources.state().get(), false)))
                    .with("Cache-Control", "no-store")));
    routes.add(
        Route.get(
            PageAssets.BASE + "tasks.json",
            Access.CALLER,
            () ->
                Answer.json(
                    200,
                    json ->
                        json.writeTree(
                            JSON.valueToTree(
                                new TreeSet<>(sources.searches().tasks().keySet()))))));
    routes.add(post("search", Access.CALLER, new CompareEndpoint(sources.searches())));
    routes.add(post("card", Access.CALLER, waiting(body -> card(sources, body), executor)));
    routes.add(post("letters", Access.OPERATOR, waiting(letters::list, executor)));
    routes.add(post("letters/replay", Access.OPERATOR, waiting(acts::replay, executor)));
    routes.add(post("act", Access.OPERATOR, waiting(acts::act, executor)));
    return List.copyOf(routes);
  }

  private static Route post(String name, Access access, Endpoint endpoint) {
    return new Route("POST", PageAssets.BASE + name, access, endpoint);
  }

  private static Answer card(PageSources sources, RequestBody body) throws IOException {
    String version =
        body.text("version")
            .orElseThrow(() -> Refusal.ofField("version", "must be given: a version's name"));
    String card =
        sources
            .registry()
            .text(version, VersionCard.FILE)
            .orElseThrow(
                () ->
                    Refusal.ofRequest(
                        404,
                        "no_card",
                        "the registry as it is seen from here has no card of version '%s'"
                            .formatted(version)));
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringField("card", card);
          json.writeEndObject();
        });
  }

  /** Something that waits for others. */
  private interface Waiting {
    Answer answer(RequestBody body) throws IOException, FailedException, InterruptedException;
  }

  private static Endpoint waiting(Waiting waiting, Executor executor) {
    return bytes -> {
      RequestBody body = RequestBody.parse(bytes);
      return CompletableFuture.supplyAsync(() -> answer(waiting, body), executor);
    };
  }

  private static Answer answer(Waiting waiting, RequestBody body) {
    try {
      return waiting.answer(body);
    } catch (WrongUseException | IllegalArgumentException e) {
      throw Refusal.ofRequest(409, "not_possible", String.valueOf(e.getMessage()));
    } catch (FailedException e) {
      throw Refusal.forNow(503, "unavailable", String.valueOf(e.getMessage()), LATER_SECONDS);
    } catch (IOException e) {
      throw new CompletionException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }
}

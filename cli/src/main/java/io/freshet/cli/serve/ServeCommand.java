/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.serve;

import io.freshet.cli.ahead.BuildAhead;
import io.freshet.cli.files.Caches;
import io.freshet.cli.observe.FollowedRun;
import io.freshet.cli.observe.Generations;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.page.OperatorToken;
import io.freshet.cli.page.PageRoutes;
import io.freshet.cli.page.PageSearches;
import io.freshet.cli.page.PageServer;
import io.freshet.cli.terminal.Interruption;
import io.freshet.config.FreshetConfig;
import io.freshet.config.ServiceConfig;
import io.freshet.connectors.opensearch.client.TlsSettings;
import io.freshet.service.HttpService;
import io.freshet.service.ServiceSettings;
import io.freshet.service.http.BearerTokens;
import io.freshet.service.http.ServerSettings;
import io.freshet.serving.live.LiveIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the search service until it is asked to end. */
@Command(
    name = "serve",
    description = {
      "Answers searches and embeddings over HTTP by the serving generation and the version that built"
          + " it, until Ctrl-C or SIGTERM.",
      "Routes: POST /v1/embeddings (OpenAI's form), POST /search, GET /generation, /health, /ready,"
          + " /metrics, /openapi.json; GET / is the page (docs/page.md). Options: section 'serving' of the configuration;"
          + " docs/serving.md."
    })
public final class ServeCommand implements Callable<Integer> {
  private static final Duration LOOK_AHEAD = Duration.ofSeconds(5);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Where versions are kept between runs (default: below the user's cache).")
  private Path cache = Caches.versions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    FreshetConfig read = config.read();
    OperatorToken operators = OperatorToken.of(read.service());
    Interruption interruption = new Interruption();
    LiveIndex.Settings live = PageSearches.settings(read, cache, interruption::awaitEnd);
    try (interruption;
        FollowedRun run = new FollowedRun(read.kafka(), InstantSource.system());
        PageSearches searches = PageSearches.of(read, live);
        HttpService service =
            HttpService.start(
                settings(read, operators),
                live,
                (index, executor) -> {
                  searches.askInstead(index);
                  if (read.service().mapQueries()) {
                    index.lookAhead(
                        BuildAhead.of(read, live.serving(), () -> Generations.building(run.get())),
                        LOOK_AHEAD);
                  }
                  return PageRoutes.of(PageServer.sources(read, run, searches), executor);
                })) {
      interruption.orderlyEndPossible();
      spec.commandLine().getOut().println("listening on " + service.address());
      spec.commandLine().getOut().println("operator's token " + operators.line());
      spec.commandLine().getOut().flush();
      interruption.await();
      spec.commandLine().getErr().println("freshet: ending what is under way");
    }
    return 0;
  }

  private static ServiceSettings settings(FreshetConfig config, OperatorToken operators)
      throws IOException {
    ServiceConfig service = config.service();
    return new ServiceSettings(
        new ServerSettings(
            service.host(),
            service.port(),
            false,
            service.tlsCertificate().isEmpty()
                ? Optional.empty()
                : Optional.of(
                    TlsSettings.PLATFORM.showingPem(service.tlsCertificate(), service.tlsKey())),
            service.tokenFile().isEmpty()
                ? BearerTokens.none()
                : BearerTokens.read(Path.of(service.tokenFile())),
            operators.tokens(),
            new ServerSettings.Limits(
                (int) service.maximumBody().bytes(),
                service.requestTimeout(),
                service.requestsPerSecond()),
            service.stopTimeout()),
        service.maximumTexts(),
        PageSearches.profiles(config));
  }
}

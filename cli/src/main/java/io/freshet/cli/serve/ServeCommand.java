/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.serve;

import io.freshet.cli.files.Caches;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.terminal.Interruption;
import io.freshet.config.FreshetConfig;
import io.freshet.config.ServiceConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.opensearch.client.TlsSettings;
import io.freshet.service.BearerTokens;
import io.freshet.service.HttpService;
import io.freshet.service.ServiceSettings;
import io.freshet.serving.QueryProfile;
import io.freshet.serving.live.BatchSettings;
import io.freshet.serving.live.LiveIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the search service until it is asked to end. */
@Command(
    name = "serve",
    description = {
      "Answers searches and embeddings over HTTP, always by the serving generation and the version"
          + " that built it, until Ctrl-C or SIGTERM.",
      "Routes: POST /v1/embeddings (OpenAI's form), POST /search, GET /generation, /health, /ready,"
          + " /metrics, /openapi.json. Options: section 'serving' of the configuration;"
          + " docs/serving.md."
    })
public final class ServeCommand implements Callable<Integer> {
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
    try (Interruption interruption = new Interruption();
        HttpService service = HttpService.start(settings(read), live(read, interruption))) {
      interruption.orderlyEndPossible();
      spec.commandLine().getOut().println("listening on " + service.address());
      spec.commandLine().getOut().flush();
      boolean asked = false;
      while (!asked) {
        asked = interruption.await(1, TimeUnit.HOURS);
      }
      spec.commandLine().getErr().println("freshet: ending what is under way");
    }
    return 0;
  }

  private static ServiceSettings settings(FreshetConfig config) throws IOException {
    ServiceConfig service = config.service();
    Map<String, QueryProfile> tasks =
        config.tasks().values().stream()
            .collect(Collectors.toMap(TaskConfig::name, TaskConfig::queries));
    return new ServiceSettings(
        service.host(),
        service.port(),
        service.tlsCertificate().isEmpty()
            ? Optional.empty()
            : Optional.of(
                TlsSettings.PLATFORM.showingPem(service.tlsCertificate(), service.tlsKey())),
        service.tokenFile().isEmpty()
            ? BearerTokens.none()
            : BearerTokens.read(Path.of(service.tokenFile())),
        new ServiceSettings.Limits(
            (int) service.maximumBody().bytes(),
            service.maximumTexts(),
            service.requestTimeout(),
            service.requestsPerSecond()),
        service.stopTimeout(),
        tasks);
  }

  private LiveIndex.Settings live(FreshetConfig config, Interruption interruption) {
    ServiceConfig service = config.service();
    return new LiveIndex.Settings(
        config.serving(cache, config.model().compute(service.batchTokens())),
        new BatchSettings(service.batchTokens(), service.linger(), service.waitingTexts()),
        service.followInterval(),
        service.requestTimeout(),
        interruption::awaitEnd);
  }
}

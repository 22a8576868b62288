/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.freshet.cli.files.Caches;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.options.JsonMixin;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.terminal.Table;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.serving.QueryProfile;
import io.freshet.serving.SearchMode;
import io.freshet.serving.SearchPlan;
import io.freshet.serving.ServingIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Searches the serving generation with the version that built it, or one that fits its documents.
 */
@Command(
    name = "search",
    description =
        "Searches the serving generation with the version that built it, or a later one of the same"
            + " documents.")
public final class SearchCommand implements Callable<Integer> {
  private static final int BATCH_TOKENS = 4096;
  private static final int SNIPPET = 80;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();
  @Mixin private JsonMixin json = new JsonMixin();
  @Mixin private PlanMixin plans = new PlanMixin();

  @Parameters(paramLabel = "TEXT", description = "What to search for.")
  private String text = "";

  @Option(
      names = {"-k", "--count"},
      paramLabel = "N",
      defaultValue = "10",
      description = "Documents at most (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--mode",
      paramLabel = "M",
      defaultValue = "VECTOR",
      description = "${COMPLETION-CANDIDATES} (default: vector).")
  private SearchMode mode = SearchMode.VECTOR;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "Encode the query with the prompt and length of this task.")
  private Optional<String> task = Optional.empty();

  @Option(names = "--newest-queries", description = LaterVersions.DESCRIPTION)
  private boolean newestQueries;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Where versions are kept between searches (default: below the user's cache).")
  private Path cache = Caches.versions();

  @Override
  public Integer call() throws IOException, FailedException {
    if (count < 1 || count > LiveSearch.DEEPEST) {
      throw new WrongUseException("--count: '" + count + "' is not allowed; expected 1 to 10000");
    }
    SearchPlan plan = plans.plan(mode, false);
    FreshetConfig read = config.read();
    Optional<QueryProfile> profile = QueriesOfTask.of(task, read);
    try (ServingIndex serving =
        ServingIndex.open(read.serving(cache, read.model().compute(BATCH_TOKENS)))) {
      if (newestQueries) {
        LaterVersions.encodeQueries(serving, read);
      }
      List<Hit> hits = serving.search(text, profile, plan, count);
      spec.commandLine().getErr().println(LaterVersions.answering(serving));
      print(serving, hits);
    }
    return 0;
  }

  private void print(ServingIndex serving, List<Hit> hits) throws IOException {
    Table table = Table.of("SCORE", "ID", "TEXT");
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Hit hit : hits) {
      String line = (hit.title() + " " + hit.text()).strip().replaceAll("\\s+", " ");
      table.row(
          String.format(Locale.ROOT, "%.4f", hit.score()),
          hit.id(),
          line.length() <= SNIPPET ? line : line.substring(0, SNIPPET) + "..");
      array
          .addObject()
          .put("id", hit.id())
          .put("score", hit.score())
          .put("title", hit.title())
          .put("text", hit.text())
          .put("generation", serving.generation().index())
          .put("version", serving.generation().versionName())
          .put("query_version", serving.queryVersionName());
    }
    table.print(spec.commandLine().getOut());
    json.write(array);
  }
}

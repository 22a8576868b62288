/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.freshet.cli.files.Caches;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.options.JsonMixin;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.terminal.Table;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.records.DesiredGeneration;
import io.freshet.connectors.records.DesiredGeneration.Wish;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.connectors.records.ModelVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the generations of the index, or tells their controller what a person wants. */
@Command(
    name = "generations",
    description = {
      "Lists the generations of the index and their states, or does something about one.",
      "pause: the build reads no more documents until it is resumed; what was read is written.",
      "resume: it goes on, also one that was held back because its gain does not pay for it.",
      "abandon: the build is given up and its index deleted.",
      "promote: lets the version of a generation serve; at once where it is still written to.",
      "roll-back: promotes the generation that served before.",
      "verify: encodes every document of a generation anew (the serving one where no INDEX is named) and finds vectors that its version did not make; exit 1 where there are any."
    },
    footer = {
      "",
      "pause, resume and abandon are taken by the indexing job, promote and roll-back by the gate of the evaluation job."
    })
public final class GenerationsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();
  @Mixin private JsonMixin json = new JsonMixin();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ACTION",
      description = "One of ${COMPLETION-CANDIDATES}; without one, the list.",
      completionCandidates = Actions.class)
  private String action = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "INDEX",
      description =
          "The generation's index; where left out, the one that is being built, or for verify the one that serves.")
  private String index = "";

  @Option(
      names = "--documents-per-second",
      paramLabel = "N",
      description =
          "With resume: documents that the build reads a second from now on, 0 for no limit (default: indexing.backfill-documents-per-second).")
  private @Nullable Integer documentsPerSecond;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, kept with the command.")
  private String reason = "";

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "With verify: where versions are kept between calls (default: below the user's cache).")
  private Path cache = Caches.versions();

  /** The actions as people write them. */
  static final class Actions extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Actions() {
      super(List.of("pause", "resume", "abandon", "promote", "roll-back", "verify"));
    }
  }

  @Override
  public Integer call()
      throws IOException, WrongUseException, FailedException, InterruptedException {
    if (documentsPerSecond != null && (!action.equals("resume") || documentsPerSecond < 0)) {
      throw new WrongUseException(
          "--documents-per-second goes with resume and is 0 or more; to slow a build down, resume it with a rate");
    }
    FreshetConfig read = config.read();
    Orders orders = new Orders(read, InstantSource.system());
    switch (action) {
      case "" -> print(KnownGenerations.read(read.kafka()));
      case "pause" -> wish(orders, Wish.PAUSE);
      case "resume" -> wish(orders, Wish.RUN);
      case "abandon" -> wish(orders, Wish.ABANDON);
      case "promote" -> tellPromoted(orders.promote(toPromote(), reason));
      case "verify" -> {
        return verify(read);
      }
      case "roll-back" -> tellPromoted(orders.rollBack(reason));
      default ->
          throw new WrongUseException(
              "there is no action '%s'; there are %s".formatted(action, new Actions()));
    }
    return 0;
  }

  private int verify(FreshetConfig read) throws IOException, WrongUseException {
    GenerationVerifier.Report report =
        GenerationVerifier.run(read, index, cache, spec.commandLine().getErr());
    report.print(spec.commandLine().getOut());
    json.write(report.json());
    return report.foreign().isEmpty() ? 0 : 1;
  }

  private void wish(Orders orders, Wish wish)
      throws WrongUseException, FailedException, InterruptedException {
    OptionalInt rate =
        documentsPerSecond == null ? OptionalInt.empty() : OptionalInt.of(documentsPerSecond);
    GenerationRecord build = orders.build(wish, index, rate, reason);
    spec.commandLine()
        .getOut()
        .printf("%s %s: sent; the indexing job takes it%n", action, build.index());
  }

  private String toPromote() throws WrongUseException {
    if (index.isEmpty()) {
      throw new WrongUseException(
          "promote needs the INDEX of a generation ('freshet generations' lists them), or use roll-back");
    }
    return index;
  }

  private void tellPromoted(GenerationRecord generation) {
    spec.commandLine()
        .getOut()
        .printf(
            "%s %s: sent, as a promotion of version %s; the gate of the evaluation job decides on it%n",
            action,
            generation.index(),
            ModelVersion.name(generation.versionStep(), generation.versionDigest()));
  }

  private void print(KnownGenerations known) throws IOException {
    Table table =
        Table.of(
            "INDEX",
            "VERSION STEP",
            "STATE",
            "PROGRESS",
            "EXPECTED",
            "DOCUMENTS",
            "CHANGED",
            "WANTED",
            "REASON");
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (GenerationRecord generation : known.sorted()) {
      String changed = Instant.ofEpochMilli(generation.changedAt()).toString();
      Optional<DesiredGeneration> wish = known.wish(generation);
      table.row(
          generation.index(),
          generation.versionStep(),
          generation.state(),
          String.format(Locale.ROOT, "%.0f %%", generation.progress() * 100),
          expected(generation),
          generation.documents(),
          changed,
          wish.map(GenerationsCommand::wanted).orElse(""),
          generation.reason());
      array
          .addObject()
          .put("index", generation.index())
          .put("number", generation.number())
          .put("versionStep", generation.versionStep())
          .put("versionDigest", generation.versionDigest())
          .put("state", generation.state())
          .put("progress", generation.progress())
          .put("expectedMillis", generation.expectedMillis())
          .put("documents", generation.documents())
          .put("changed", changed)
          .put("wanted", wish.map(GenerationsCommand::wanted).orElse(""))
          .put("reason", generation.reason());
    }
    table.print(spec.commandLine().getOut());
    json.write(array);
  }

  private static String expected(GenerationRecord generation) {
    return generation.expectedMillis() == 0
        ? ""
        : Duration.ofMillis(generation.expectedMillis()).toSeconds() + " s";
  }

  private static String wanted(DesiredGeneration wish) {
    String word = wish.wish().name().toLowerCase(Locale.ROOT);
    return wish.documentsPerSecond().isPresent()
        ? word + " at " + wish.documentsPerSecond().getAsInt() + " a second"
        : word;
  }
}

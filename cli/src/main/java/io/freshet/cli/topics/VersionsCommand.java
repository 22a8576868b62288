/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.observe.MatrixJson;
import io.freshet.cli.observe.TopicLog;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.options.JsonMixin;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.terminal.Table;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.json.ModelVersionJson;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Candidate;
import io.freshet.connectors.records.ModelVersion.Command;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Order;
import io.freshet.connectors.records.ModelVersion.TaskFinding;
import io.freshet.evaluation.comparison.ForgettingMatrix;
import io.freshet.jobs.evaluation.gate.ProbeMatrix;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the versions of the model, or tells the gate what a person wants. */
@picocli.CommandLine.Command(
    name = "versions",
    description = {
      "Lists the versions of the model and what the gate said of them.",
      "With --promote, --reject, --pin or --unpin tells the gate what you want of one."
    })
public final class VersionsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();
  @Mixin private JsonMixin json = new JsonMixin();

  @ArgGroup private @Nullable VersionOrder order;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why, kept with the command and the decision.")
  private String reason = "";

  @Option(
      names = "--matrix",
      description = "Show what every version reached on every task, and what was forgotten.")
  private boolean matrix;

  /** What is known of a version. */
  private record Known(
      String name,
      @Nullable Candidate candidate,
      @Nullable Decision decision,
      @Nullable Command command) {

    static Known of(ModelVersion version) {
      return new Known(
          version.name(),
          version instanceof Candidate candidate ? candidate : null,
          version instanceof Decision decision ? decision : null,
          version instanceof Command command ? command : null);
    }

    Known then(Known later) {
      return new Known(
          name,
          later.candidate == null ? candidate : later.candidate,
          later.decision == null ? decision : later.decision,
          later.command == null ? command : later.command);
    }

    String state() {
      return decision == null ? "CANDIDATE" : decision.verdict().name();
    }

    String created() {
      return candidate == null ? "" : Instant.ofEpochMilli(candidate.createdAt()).toString();
    }

    String commanded() {
      return command == null ? "" : command.order().name();
    }

    <T> T decided(Function<Decision, T> part, T otherwise) {
      return decision == null ? otherwise : part.apply(decision);
    }
  }

  @Override
  public Integer call() throws IOException, FailedException, InterruptedException {
    if (order == null && !reason.isEmpty()) {
      throw new WrongUseException("--reason goes with --promote, --reject, --pin or --unpin");
    }
    FreshetConfig read = config.read();
    if (order != null) {
      Map.Entry<Order, String> given = order.given();
      new Orders(read, InstantSource.system()).version(given.getKey(), given.getValue(), reason);
      spec.commandLine()
          .getOut()
          .printf(
              "%s %s: sent; the gate of the evaluation job decides on it%n",
              given.getKey().name().toLowerCase(Locale.ROOT), given.getValue());
      return 0;
    }
    List<ModelVersion> log =
        TopicLog.read(
            read.kafka(), read.kafka().topics().modelVersions(), ModelVersionJson::decode);
    if (matrix) {
      printMatrix(log);
    } else {
      printList(log);
    }
    return 0;
  }

  private void printList(List<ModelVersion> log) throws IOException {
    Map<String, ModelVersion> last = new LinkedHashMap<>();
    Map<String, Known> versions = new LinkedHashMap<>();
    for (ModelVersion version : log) {
      last.put(version.name(), version);
      versions.merge(version.name(), Known.of(version), Known::then);
    }
    Table table = Table.of("VERSION", "STEP", "STATE", "COMMAND", "CREATED", "URI", "REASON");
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    last.values().stream()
        .sorted(Comparator.comparingLong(ModelVersion::step))
        .forEach(
            version -> {
              Known known = versions.getOrDefault(version.name(), Known.of(version));
              table.row(
                  version.name(),
                  version.step(),
                  known.state(),
                  known.commanded(),
                  known.created(),
                  version.uri(),
                  known.decided(Decision::reason, ""));
              write(version, known, array.addObject());
            });
    table.print(spec.commandLine().getOut());
    json.write(array);
  }

  private static void write(ModelVersion version, Known known, ObjectNode node) {
    node.put("version", version.name())
        .put("step", version.step())
        .put("state", known.state())
        .put("ground", known.decided(decision -> decision.ground().name(), ""))
        .put("command", known.commanded())
        .put("created", known.created())
        .put("uri", version.uri())
        .put("reason", known.decided(Decision::reason, ""));
    ObjectNode metrics = node.putObject("metrics");
    new TreeMap<>(known.decided(Decision::metrics, Map.<String, Double>of())).forEach(metrics::put);
    ObjectNode tasks = node.putObject("tasks");
    new TreeMap<>(known.decided(Decision::tasks, Map.<String, TaskFinding>of()))
        .forEach(
            (task, finding) -> {
              ObjectNode child = tasks.putObject(task);
              child.put("outcome", finding.outcome().name()).put("reason", finding.reason());
              new TreeMap<>(finding.numbers()).forEach(child::put);
            });
    ObjectNode sets = node.putObject("probeSets");
    new TreeMap<>(known.decided(Decision::probeSets, Map.<String, String>of())).forEach(sets::put);
  }

  private void printMatrix(List<ModelVersion> log) throws IOException {
    List<Decision> decisions = new ArrayList<>();
    log.forEach(
        version -> {
          if (version instanceof Decision decision) {
            decisions.add(decision);
          }
        });
    ForgettingMatrix found = ProbeMatrix.of(decisions);
    List<String> head = new ArrayList<>(List.of("VERSION"));
    head.addAll(found.tasks());
    head.addAll(List.of("AVERAGE", "BACKWARD TRANSFER", "WORST TASK"));
    Table table = Table.of(head.toArray(new String[0]));
    for (int row = 0; row < found.rows().size(); row++) {
      ForgettingMatrix.Row version = found.rows().get(row);
      List<Object> cells = new ArrayList<>(List.of(version.version()));
      for (String task : found.tasks()) {
        cells.add(
            version.scores().containsKey(task) ? number(version.scores().get(task), "%.4f") : "");
      }
      cells.add(number(version.average(), "%.4f"));
      cells.add(number(found.backwardTransfer(row), "%+.4f"));
      cells.add(
          found
              .worst(row)
              .map(worst -> worst.task() + " " + number(-worst.loss(), "%+.4f"))
              .orElse(""));
      table.row(cells.toArray());
    }
    table.print(spec.commandLine().getOut());
    json.write(MatrixJson.of(found));
  }

  private static String number(OptionalDouble value, String format) {
    return value.isPresent() ? number(value.getAsDouble(), format) : "";
  }

  private static String number(double value, String format) {
    return String.format(Locale.ROOT, format, value);
  }
}

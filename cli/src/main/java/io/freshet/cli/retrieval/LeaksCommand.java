/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.freshet.cli.options.JsonMixin;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.terminal.Table;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.jobs.probes.HeldOutQueries;
import io.freshet.jobs.probes.HeldOutQueries.Query;
import io.freshet.jobs.probes.ProbeSets;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds judged queries of probe sets in training examples, as the training job does. */
@Command(
    name = "leaks",
    description = {
      "Finds judged queries of probe sets in files of training examples, by id and by text.",
      "Fails where there is one. The training job diverts such examples by itself."
    })
public final class LeaksCommand implements Callable<Integer> {
  private static final int SNIPPET = 60;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private JsonMixin json = new JsonMixin();

  @Option(
      names = "--probes",
      paramLabel = "DIR",
      required = true,
      description = "A directory with one BEIR folder a task (evaluation.probe-path).")
  private Path probes = Path.of("");

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "The task of the examples where the lines name none.")
  private String task = "";

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files, one example a line.")
  private List<Path> files = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    HeldOutQueries held;
    try {
      held = HeldOutQueries.of(ProbeSets.find(probes.toString()));
    } catch (IllegalArgumentException e) {
      throw new WrongUseException(String.valueOf(e.getMessage()));
    }
    Table table = Table.of("SET", "QUERY", "LINE", "EXAMPLE", "TEXT");
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    Map<String, TreeSet<String>> bySet = new TreeMap<>();
    long examples = 0;
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw new WrongUseException("no such file: " + file);
      }
      try (BufferedReader reader = Files.newBufferedReader(file, UTF_8)) {
        long number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          Origin origin = new Origin(file.toString(), 0, number++, -1);
          if (decode(line, origin) instanceof Decoded.Accepted<TrainingMessage> accepted
              && accepted.value() instanceof TrainingExample example) {
            examples++;
            for (Query query : held.leaks(example)) {
              bySet.computeIfAbsent(query.set(), set -> new TreeSet<>()).add(query.id());
              String place = file.getFileName() + ":" + number;
              table.row(query.set(), query.id(), place, example.id(), shortened(example.query()));
              array
                  .addObject()
                  .put("set", query.set())
                  .put("query", query.id())
                  .put("file", file.toString())
                  .put("line", number)
                  .put("example", example.id())
                  .put("text", example.query());
            }
          }
        }
      }
    }
    table.print(spec.commandLine().getOut());
    bySet.forEach(
        (set, queries) ->
            spec.commandLine().getOut().printf("%s: %d queries leak%n", set, queries.size()));
    spec.commandLine()
        .getOut()
        .printf(
            "%d of %d judged queries stand in %d examples of training%n",
            bySet.values().stream().mapToInt(TreeSet::size).sum(), held.size(), examples);
    json.write(array);
    return bySet.isEmpty() ? 0 : 1;
  }

  private Decoded<TrainingMessage> decode(String line, Origin origin) {
    byte[] bytes = line.getBytes(UTF_8);
    return TrainingMessageJson.decode(RawRecord.ofLine(task, bytes, origin));
  }

  private static String shortened(String text) {
    return text.length() <= SNIPPET ? text : text.substring(0, SNIPPET) + "..";
  }
}

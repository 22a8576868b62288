/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.freshet.cli.files.InputFiles;
import io.freshet.cli.files.ReadingMixin;
import io.freshet.cli.options.JsonMixin;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.terminal.Table;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.jobs.files.Reading;
import io.freshet.jobs.files.RecordFiles;
import io.freshet.jobs.files.RecordKind;
import io.freshet.jobs.files.RecordRows;
import io.freshet.jobs.probes.HeldOutQueries;
import io.freshet.jobs.probes.HeldOutQueries.Query;
import io.freshet.jobs.probes.ProbeSets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  @Mixin private ReadingMixin reading = new ReadingMixin();

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

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Files of examples; - is standard input.")
  private List<Path> files = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    HeldOutQueries held;
    try {
      held = HeldOutQueries.of(ProbeSets.find(probes.toString()));
    } catch (IllegalArgumentException e) {
      throw new WrongUseException(String.valueOf(e.getMessage()));
    }
    Reading said = reading.reading(RecordKind.EXAMPLES, task);
    try (InputFiles inputs = InputFiles.of(files, System.in)) {
      ReadingMixin.tell(inputs.onDisk(), said, spec.commandLine().getErr());
      return tell(held, inputs.onDisk(), said) ? 1 : 0;
    }
  }

  /** Prints every leak; whether there is any. */
  private boolean tell(HeldOutQueries held, List<Path> inputs, Reading said) throws IOException {
    Table table = Table.of("SET", "QUERY", "LINE", "EXAMPLE", "TEXT");
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    Map<String, TreeSet<String>> bySet = new TreeMap<>();
    long examples = 0;
    for (Path file : inputs) {
      try (RecordRows rows = RecordFiles.open(file, said)) {
        for (Optional<Decoded<RawRecord>> row = rows.next(); row.isPresent(); row = rows.next()) {
          if (RecordRows.decoded(row.get(), TrainingMessageJson::decode)
                  instanceof Decoded.Accepted<TrainingMessage> accepted
              && accepted.value() instanceof TrainingExample example) {
            examples++;
            long number = accepted.received().origin().offset() + 1;
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
    return !bySet.isEmpty();
  }

  private static String shortened(String text) {
    return text.length() <= SNIPPET ? text : text.substring(0, SNIPPET) + "..";
  }
}

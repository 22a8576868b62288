/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.options.ComputeMixin;
import io.freshet.cli.options.JsonMixin;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.terminal.Progress;
import io.freshet.evaluation.beir.BeirFolder;
import io.freshet.evaluation.beir.BeirSuite;
import io.freshet.evaluation.beir.BeirSuite.Dataset;
import io.freshet.evaluation.mapping.DriftReports;
import io.freshet.evaluation.mapping.EncodedCollection;
import io.freshet.evaluation.mapping.FittedMaps;
import io.freshet.evaluation.tasks.ModelEncoder;
import io.freshet.model.EmbeddingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reports how versions get on with the index of a former one, and what a map makes of it. */
@Command(
    name = "drift",
    description =
        "Reports how versions of a model get on with an index that a former version encoded: as they"
            + " are, through a map fitted on documents that both encoded, and with every document"
            + " encoded again.")
public final class DriftCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private JsonMixin json = new JsonMixin();
  @Mixin private ComputeMixin compute = new ComputeMixin();

  @Option(
      names = "--from",
      paramLabel = "DIR",
      required = true,
      description = "The model folder of the version that encoded the index.")
  private Path former = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      arity = "1..*",
      description = "Model folders of later versions, in order.")
  private List<Path> later = new ArrayList<>();

  @Option(
      names = "--neighbours",
      description = "Report each version of --to beside the one before it, too.")
  private boolean neighbours;

  @Option(
      names = "--beir",
      paramLabel = "DIR",
      required = true,
      description =
          "A collection in BEIR's form (corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv), or a"
              + " directory of such. Its vectors by two or three versions are held in memory.")
  private Path beir = Path.of("");

  @Option(
      names = "--split",
      paramLabel = "NAME",
      defaultValue = "test",
      description = "Which judgments (default: ${DEFAULT-VALUE}).")
  private String split = "test";

  @Option(
      names = "--documents",
      paramLabel = "N",
      defaultValue = "2000",
      description =
          "Documents that maps are fitted on at most, those first that are relevant to no query"
              + " (default: ${DEFAULT-VALUE}).")
  private int documents = 2000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Seed of the choice of documents and of intervals (default: ${DEFAULT-VALUE}).")
  private long seed = 42;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "Use the folders' prompts named TASK-query, TASK-document or TASK.")
  private Optional<String> task = Optional.empty();

  @Override
  public Integer call() throws IOException {
    if (documents < 1) {
      throw new WrongUseException("--documents must be positive");
    }
    List<Path> folders = new ArrayList<>(List.of(former));
    folders.addAll(later);
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new WrongUseException("no such folder: " + folder);
      }
    }
    BeirSuite suite = BeirSuite.open(beir);
    ObjectNode collections = JsonNodeFactory.instance.objectNode();
    for (Dataset dataset : suite.datasets()) {
      DriftTable table = report(dataset);
      table.print(spec.commandLine().getOut());
      collections.set(dataset.name(), table.toJson());
    }
    json.write(JsonNodeFactory.instance.objectNode().set("collections", collections));
    return 0;
  }

  /** A version's place and name, and a collection as it encodes it. */
  private record Side(DriftTable.Version version, EncodedCollection encoded) {}

  private DriftTable report(Dataset dataset) throws IOException {
    BeirFolder folder = dataset.folder();
    DriftReports reports = new DriftReports(folder, split, compute.options(), documents, seed);
    Side first = encode(former, dataset);
    DriftTable table =
        new DriftTable(
            dataset.name(),
            first.encoded().queryIds().size(),
            first.encoded().documentIds().size());
    Side before = first;
    for (int i = 0; i < later.size(); i++) {
      Side next = encode(later.get(i), dataset);
      if (neighbours && i > 0) {
        add(table, reports, before, next);
      }
      add(table, reports, first, next);
      before = next;
    }
    return table;
  }

  private void add(DriftTable table, DriftReports reports, Side from, Side to) throws IOException {
    int needed = FittedMaps.needed(to.encoded().width(), from.encoded().width());
    if (documents < needed) {
      throw new WrongUseException(
          "--documents: %d are too few; a map from %d to %d numbers needs at least %d"
              .formatted(documents, to.encoded().width(), from.encoded().width(), needed));
    }
    table.add(from.version(), to.version(), reports.compare(from.encoded(), to.encoded()));
  }

  private Side encode(Path path, Dataset dataset) throws IOException {
    String what = "documents of %s by %s".formatted(dataset.name(), path.getFileName());
    try (EmbeddingModel model = EmbeddingModel.load(path, compute.options());
        Progress progress =
            Progress.of(spec.commandLine().getErr(), what, dataset.folder().size())) {
      return new Side(
          new DriftTable.Version(path, model.digest()),
          EncodedCollection.of(
              new ModelEncoder(model, task)::encode, dataset.folder(), split, progress::update));
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import io.freshet.cli.files.InputFiles;
import io.freshet.cli.files.ReadingMixin;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.report.ReportMixin;
import io.freshet.cli.topics.TaskOfExamples;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.registry.LocalFolders;
import io.freshet.deployment.cluster.EmbeddedCluster;
import io.freshet.jobs.files.Reading;
import io.freshet.jobs.files.RecordKind;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.training.TrainingJob;
import io.freshet.jobs.training.versions.TrainingResult;
import io.freshet.model.folder.ModelFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the training job over files, in a Flink of this JVM. */
@Command(
    name = "train",
    description = "Trains over files of examples and writes the model that results.")
public final class TrainCommand implements Callable<Integer> {
  private static final String HELD_OUT = "held-out";
  private static final String PROGRESS = "progress.jsonl";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();
  @Mixin private ReadingMixin reading = new ReadingMixin();

  @Option(
      names = "--input",
      paramLabel = "FILE",
      required = true,
      arity = "1..*",
      description =
          "Training examples, read in the order given: JSON lines, CSV or TSV with a header, BEIR"
              + " folders; packed by gzip or not; - is standard input (docs/own-data.md).")
  private List<Path> inputs = new ArrayList<>();

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description =
          "The task of examples that name none (default: the only task of the configuration).")
  private Optional<String> task = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "The folder of the trained model, into which an adapter is merged; must not exist.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--adapter-output",
      paramLabel = "DIR",
      description =
          "Write the trained adapter alone, in PEFT's form, beside --output or instead of it; must not exist.")
  private Optional<Path> adapterOutput = Optional.empty();

  @Option(
      names = "--hold-out",
      paramLabel = "DIR",
      description =
          "Keep every tenth query out of training and write it here with its answers, a BEIR folder"
              + " a task, for evaluate --beir DIR and for evaluation.probe-path; must not exist.")
  private Optional<Path> holdOut = Optional.empty();

  @Mixin private ReportMixin report = new ReportMixin();

  @Override
  public Integer call() throws Exception {
    TrainingResult result = result();
    for (Path folder :
        Stream.of(output, adapterOutput, holdOut).flatMap(Optional::stream).toList()) {
      if (Files.exists(folder)) {
        throw new FileAlreadyExistsException(folder.toString());
      }
    }
    Path work = Files.createTempDirectory("freshet-train");
    try (InputFiles files = InputFiles.of(inputs, System.in)) {
      FreshetConfig read = read(Map.of(), work);
      Reading said = reading.reading(RecordKind.EXAMPLES, TaskOfExamples.of(task, read));
      ReadingMixin.tell(files.onDisk(), said, spec.commandLine().getErr());
      ExampleCheck.of(files.onDisk(), said, read).failIfUseless(spec.commandLine().getErr());
      train(heldOut(read, files.onDisk(), said, work), files.onDisk(), said, result, work);
      if (report.wanted()) {
        report.write(TrainingReport.of(read, inputs, result, work.resolve(PROGRESS)));
      }
      if (holdOut.isPresent()) {
        keep(work.resolve(HELD_OUT), holdOut.get());
      }
    } finally {
      deleteQuietly(work);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.isPresent()) {
      out.printf("%s %s%n", output.get(), ModelFolder.read(output.get()).digest());
    }
    adapterOutput.ifPresent(out::println);
    return 0;
  }

  private FreshetConfig read(Map<String, String> overrides, Path work) throws IOException {
    // Versions on the way to the output are of use to nobody where no registry is named.
    return config.read(
        overrides, Map.of("registry.path", work.resolve("registry").toUri().toString()));
  }

  /** The configuration with the queries that are kept out of training, where that is wished. */
  private FreshetConfig heldOut(FreshetConfig read, List<Path> files, Reading said, Path work)
      throws IOException, FailedException {
    if (holdOut.isEmpty()) {
      return read;
    }
    if (!read.evaluation().probePath().isEmpty()) {
      throw new WrongUseException(
          "--hold-out: evaluation.probe-path holds queries out already; take it out of the"
              + " configuration or leave --hold-out");
    }
    Path sets = work.resolve(HELD_OUT);
    Map<String, Integer> held = HoldOut.write(files, said, sets);
    if (held.isEmpty()) {
      throw new FailedException(
          "--hold-out: there are too few queries to keep every tenth out; nothing was trained");
    }
    PrintWriter err = spec.commandLine().getErr();
    held.forEach(
        (task, queries) -> err.printf("%s: %,d queries are kept out of training%n", task, queries));
    err.flush();
    return read(Map.of("evaluation.probe-path", sets.toString()), work);
  }

  private static void keep(Path folder, Path target) throws IOException {
    Path parent = target.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    LocalFolders.copy(folder, target);
  }

  private TrainingResult result() {
    if (output.isEmpty() && adapterOutput.isEmpty()) {
      throw new WrongUseException("--output or --adapter-output must be given");
    }
    return TrainingResult.of(output, adapterOutput);
  }

  private void train(
      FreshetConfig read, List<Path> files, Reading said, TrainingResult result, Path work)
      throws Exception {
    StreamExecutionEnvironment env = Environments.createWithoutRestarts(read, TrainingJob.NAME);
    try {
      TrainingJob.buildBounded(
          env,
          read,
          files,
          said,
          result,
          report.wanted() ? Optional.of(work.resolve(PROGRESS)) : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new WrongUseException(String.valueOf(e.getMessage()));
    }
    try (EmbeddedCluster cluster =
        EmbeddedCluster.start(
            EmbeddedCluster.Size.small(), Files.createDirectories(work.resolve("flink")))) {
      cluster.run(env);
    }
  }

  private void deleteQuietly(Path work) {
    try {
      LocalFolders.delete(work);
    } catch (IOException e) {
      spec.commandLine().getErr().println("freshet: could not delete " + work + ": " + e);
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import io.freshet.cli.files.InputFiles;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.topics.TaskOfExamples;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.registry.LocalFolders;
import io.freshet.deployment.cluster.EmbeddedCluster;
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
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the training job over files, in a Flink of this JVM. */
@Command(
    name = "train",
    description = "Trains over files of JSON lines and writes the model that results.")
public final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();

  @Option(
      names = "--input",
      paramLabel = "FILE",
      required = true,
      arity = "1..*",
      description =
          "Training examples, one JSON object a line, read in the order given; .gz is unpacked, and"
              + " - is standard input.")
  private List<Path> inputs = new ArrayList<>();

  @Option(
      names = "--task",
      paramLabel = "NAME",
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

  @Override
  public Integer call() throws Exception {
    TrainingResult result = result();
    for (Path folder : Stream.of(output, adapterOutput).flatMap(Optional::stream).toList()) {
      if (Files.exists(folder)) {
        throw new FileAlreadyExistsException(folder.toString());
      }
    }
    Path work = Files.createTempDirectory("freshet-train");
    try {
      // Versions on the way to the output are of use to nobody where no registry is named.
      FreshetConfig read =
          config.readOr(Map.of("registry.path", work.resolve("registry").toUri().toString()));
      List<Path> files = InputFiles.onDisk(inputs, System.in, work);
      String tasks = TaskOfExamples.of(task, read);
      ExampleCheck.of(files, tasks, read).failIfUseless(spec.commandLine().getErr());
      train(read, files, tasks, result, work);
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

  private TrainingResult result() {
    if (output.isEmpty() && adapterOutput.isEmpty()) {
      throw new WrongUseException("--output or --adapter-output must be given");
    }
    return TrainingResult.of(output, adapterOutput);
  }

  private void train(
      FreshetConfig read, List<Path> files, String tasks, TrainingResult result, Path work)
      throws Exception {
    Configuration settings = Environments.configuration(read, TrainingJob.NAME);
    // Somebody waits for the result: what fails once is said at once.
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY,
        RestartStrategyOptions.RestartStrategyType.NO_RESTART_STRATEGY.getMainValue());
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    try {
      TrainingJob.buildBounded(env, read, files, tasks, result);
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

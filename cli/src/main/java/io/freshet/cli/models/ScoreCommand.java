/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.cli.files.InputFiles;
import io.freshet.cli.options.ComputeMixin;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.options.JsonMixin;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.terminal.Progress;
import io.freshet.model.files.TextFile;
import io.freshet.model.files.TextLines;
import io.freshet.model.language.LanguageModel;
import io.freshet.model.language.PromptTemplate;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores the candidates of training examples by a language model. */
@Command(
    name = "score",
    description =
        "Fills pos_scores and neg_scores of training examples with the mean log-likelihood of the answer's tokens under a causal language model, given each candidate. Everything else stays as it is.")
public final class ScoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ComputeMixin compute = new ComputeMixin();
  @Mixin private JsonMixin json = new JsonMixin();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "The folder of a causal language model with its head.")
  private Path model = Path.of("");

  @Option(
      names = "--input",
      paramLabel = "FILE",
      required = true,
      description = "Training examples with answers, one JSON object a line; - is standard input.")
  private Path input = Path.of("");

  @Option(
      names = "--output",
      paramLabel = "FILE",
      required = true,
      description = "The scored examples, in the same order; must not exist.")
  private Path output = Path.of("");

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description =
          "Score the examples of this task and those that name none; the others stay as they are.")
  private Optional<String> task = Optional.empty();

  @Option(
      names = "--template",
      paramLabel = "FILE|TEXT",
      description =
          "What the model reads before the answer: {candidate} once, and {query} where wanted; \\n in TEXT is a line break (default: {candidate}\\n{query}\\n).")
  private Optional<String> template = Optional.empty();

  @Option(
      names = "--answer-field",
      paramLabel = "NAME",
      defaultValue = "answer",
      description = "Where an example's answer stands (default: ${DEFAULT-VALUE}).")
  private String answerField = "answer";

  @Option(
      names = "--skip",
      description =
          "Leave examples as they are, and count them, that have no answer or whose query and answer are too long for the model; an error otherwise.")
  private boolean skip;

  @Override
  public Integer call() throws IOException, FailedException {
    if (Files.exists(output)) {
      throw new FileAlreadyExistsException(output.toString());
    }
    PromptTemplate wanted = template();
    Path part = output.resolveSibling(output.getFileName() + ".part");
    try (InputFiles inputs = InputFiles.of(List.of(input), System.in)) {
      CandidateRow.Source source =
          new CandidateRow.Source(inputs.onDisk().get(0), task, answerField);
      long total = check(source);
      Scoring.Totals totals = scoreAll(source, wanted, total, part);
      Files.move(part, output);
      spec.commandLine().getOut().println(totals);
      json.write(totals.json());
    } finally {
      Files.deleteIfExists(part);
    }
    return 0;
  }

  private Scoring.Totals scoreAll(
      CandidateRow.Source source, PromptTemplate wanted, long total, Path part)
      throws IOException, FailedException {
    try (LanguageModel loaded = LanguageModel.load(model, compute.options());
        TextLines lines = TextLines.open(source.file());
        BufferedWriter writer = Files.newBufferedWriter(part, UTF_8);
        Progress progress = Progress.of(spec.commandLine().getErr(), "examples", total)) {
      Scoring scoring = new Scoring(loaded, source, wanted, skip, writer);
      long read = 0;
      while (lines.next()) {
        read++;
        if (scoring.add(source.read(lines))) {
          progress.update(read);
        }
      }
      scoring.flush();
      progress.update(read);
      return scoring.totals();
    }
  }

  /** Finds what is wrong with the lines before the model has worked on any; counts them. */
  private long check(CandidateRow.Source source) throws IOException {
    try (TextLines lines = TextLines.open(source.file())) {
      long read = 0;
      while (lines.next()) {
        read++;
        if (source.read(lines) instanceof CandidateRow.Unanswered && !skip) {
          throw source.wrong(
              lines.number(),
              "has no answer in '%s' (--answer-field names another, --skip leaves such examples as they are)"
                  .formatted(answerField));
        }
      }
      return read;
    }
  }

  private PromptTemplate template() throws IOException {
    if (template.isEmpty()) {
      return PromptTemplate.DEFAULT;
    }
    String given = template.get();
    // A text may be what no file can be called.
    boolean text = given.contains("{candidate}");
    if (!text && !Files.isRegularFile(Path.of(given))) {
      throw new WrongUseException(
          "--template: '%s' is neither a file nor a text with {candidate}".formatted(given));
    }
    try {
      return PromptTemplate.of(text ? given.replace("\\n", "\n") : TextFile.read(Path.of(given)));
    } catch (IllegalArgumentException e) {
      throw new WrongUseException("--template: " + e.getMessage());
    }
  }
}

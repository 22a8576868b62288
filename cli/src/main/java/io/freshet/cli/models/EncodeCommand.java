/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.cli.files.InputFiles;
import io.freshet.cli.options.ComputeMixin;
import io.freshet.cli.options.WritableFile;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.terminal.Progress;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.files.JsonLines;
import io.freshet.model.files.TextFileException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Encodes texts into vectors. */
@Command(
    name = "encode",
    description =
        "Encodes JSON lines (a string, or an object with \"text\") into JSON lines of numbers.")
public final class EncodeCommand implements Callable<Integer> {
  /** Lines handed to the model at once: enough to sort by length, little enough to hold. */
  private static final int LINES_AT_ONCE = 1024;

  private static final JsonMapper JSON = new JsonMapper();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ComputeMixin compute = new ComputeMixin();

  @Option(names = "--model", paramLabel = "DIR", required = true, description = "A model folder.")
  private Path model = Path.of("");

  @Option(
      names = "--input",
      paramLabel = "FILE",
      required = true,
      description = "The texts; - is standard input.")
  private Path input = Path.of("");

  @Option(
      names = "--output",
      converter = WritableFile.class,
      paramLabel = "FILE",
      required = true,
      description = "The vectors, one JSON array a line, in the order of the texts.")
  private Path output = Path.of("");

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "document",
      description = "${COMPLETION-CANDIDATES}: chooses the prompt (default: ${DEFAULT-VALUE}).")
  private TextRole kind = TextRole.DOCUMENT;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description =
          "Use the task's projection, and the folder's prompt named TASK-query, TASK-document or TASK instead of the kind's own; the folder must hold one of them.")
  private Optional<String> task = Optional.empty();

  @Override
  public Integer call() throws IOException {
    Path part = output.resolveSibling(output.getFileName() + ".part");
    try (InputFiles inputs = InputFiles.of(List.of(input), System.in)) {
      Path texts = inputs.onDisk().get(0);
      encodeAll(texts, count(texts), part);
      Files.move(part, output, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    return 0;
  }

  private void encodeAll(Path file, long total, Path part) throws IOException {
    try (EmbeddingModel loaded = EmbeddingModel.load(model, compute.options());
        JsonLines lines = JsonLines.open(file);
        BufferedWriter writer = Files.newBufferedWriter(part, UTF_8);
        Progress progress = Progress.of(spec.commandLine().getErr(), "texts", total)) {
      String prompt = prompt(loaded);
      for (String deviation : loaded.deviations(kind, prompt)) {
        spec.commandLine().getErr().printf("freshet: %s: %s%n", model, deviation);
      }
      List<String> texts = new ArrayList<>();
      long read = 0;
      while (lines.next()) {
        read++;
        texts.add(text(lines));
        if (texts.size() == LINES_AT_ONCE) {
          encode(loaded, prompt, texts, writer);
          progress.update(read);
        }
      }
      encode(loaded, prompt, texts, writer);
      progress.update(read);
    }
  }

  /** Counts the texts, and finds what is wrong with them before the model has worked on any. */
  private static long count(Path file) throws IOException {
    try (JsonLines lines = JsonLines.open(file)) {
      long count = 0;
      while (lines.next()) {
        String unused = text(lines);
        count++;
      }
      return count;
    }
  }

  /**
   * The prompt of the task, else that of the kind, or none. A folder that has neither a prompt nor
   * a projection for the task does not know it.
   */
  private String prompt(EmbeddingModel loaded) {
    Map<String, String> prompts = loaded.prompts();
    String role = kind.name().toLowerCase(Locale.ROOT);
    if (task.isEmpty()) {
      return loaded.prompt(kind);
    }
    return Stream.of(task.get() + "-" + role, task.get())
        .filter(prompts::containsKey)
        .findFirst()
        .map(prompts::get)
        .or(() -> task.filter(loaded.projectionTasks()::contains).map(t -> loaded.prompt(kind)))
        .orElseThrow(
            () ->
                new WrongUseException(
                    "%s holds no prompt and no projection for task %s; its prompts are %s, its projections %s"
                        .formatted(
                            model,
                            task.get(),
                            new TreeSet<>(prompts.keySet()),
                            loaded.projectionTasks())));
  }

  private void encode(
      EmbeddingModel loaded, String prompt, List<String> texts, BufferedWriter writer)
      throws IOException {
    if (texts.isEmpty()) {
      return;
    }
    float[][] vectors =
        task.filter(loaded.projectionTasks()::contains)
            .map(own -> loaded.embedFor(own, texts, prompt, loaded.maxLength()))
            .orElseGet(() -> loaded.embed(texts, kind, prompt, loaded.maxLength()));
    for (float[] vector : vectors) {
      writer.write(JSON.writeValueAsString(vector));
      writer.newLine();
    }
    texts.clear();
  }

  private static String text(JsonLines lines) throws TextFileException {
    JsonNode node = lines.value();
    JsonNode text = node.isObject() ? node.path("text") : node;
    if (text.isTextual()) {
      return text.textValue();
    }
    throw lines.error("needs a JSON string or an object with \"text\"");
  }
}

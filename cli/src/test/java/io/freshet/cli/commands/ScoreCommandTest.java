/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.jobs.training.sampling.LossChoice;
import io.freshet.model.folder.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores of candidates: what becomes of each line, and of what cannot be scored. */
class ScoreCommandTest {
  private static final Path FIXTURES =
      Path.of(System.getProperty("freshet.home"), "model/src/test/resources/fixtures");
  private static final Path LLAMA = FIXTURES.resolve("language-modelling/causal-llama");
  private static final Path BERT = FIXTURES.resolve("encoders/bert");
  private static final JsonMapper JSON = new JsonMapper();

  private static final String RIVER =
      "{\"task\":\"icl\",\"pos_scores\":[9],\"query\":\"where does a river end?\",\"weight\":1.50,\"pos\":[\"Rivers end in the sea.\"],\"neg\":[{\"id\":\"c\",\"text\":\"A cat sleeps.\"}],\"answer\":\"in the sea\",\"more\":{\"a\":[1e3,null]}}";

  @TempDir Path folder;

  private Call score(Path input, Path output, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("score", "--model", LLAMA.toString(), "--threads", "1", "--device", "cpu"));
    arguments.addAll(List.of("--input", input.toString(), "--output", output.toString()));
    arguments.addAll(List.of(more));
    return Call.of(arguments.toArray(String[]::new));
  }

  private Path input(String... lines) throws Exception {
    return Files.write(folder.resolve("in.jsonl"), List.of(lines), UTF_8);
  }

  @Test
  void fillsScoresAndLeavesTheRest() throws Exception {
    JsonNode expected =
        JSON.readTree(FIXTURES.resolve("likelihoods/expected.json").toFile())
            .path("models")
            .path("causal-llama")
            .path("means");
    String other = "{\"task\": \"other\",  \"query\": \"q\"}";
    Path input = input(RIVER, "", other, RIVER.replace("\"task\":\"icl\",", ""));
    Path output = folder.resolve("out.jsonl");
    Path json = folder.resolve("totals.json");
    Call call = score(input, output, "--task", "icl", "--json", json.toString());
    assertThat(call.status()).as(call.err()).isZero();
    assertThat(call.out()).contains("2 examples scored", "4 candidates", "1 other lines");
    assertThat(JSON.readTree(json.toFile()).path("candidates").asInt()).isEqualTo(4);
    List<String> lines = Files.readAllLines(output);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).isEqualTo(other);
    for (String line : List.of(lines.get(0), lines.get(2))) {
      JsonNode scored = JSON.readTree(line);
      assertThat(scored.path("pos_scores")).hasSize(1);
      assertThat(scored.path("pos_scores").get(0).asDouble())
          .isCloseTo(expected.get(0).asDouble(), within(1e-5));
      assertThat(scored.path("neg_scores").get(0).asDouble())
          .isCloseTo(expected.get(1).asDouble(), within(1e-5));
    }
    String rest =
        lines
            .get(0)
            .replaceFirst("\"pos_scores\":\\[[^]]*]", "\"pos_scores\":[9]")
            .replaceFirst(",\"neg_scores\":\\[[^]]*]", "");
    assertThat(rest).isEqualTo(RIVER.replace("1e3", "1E+3"));

    Call again = score(input, output);
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err()).contains("exists already");
    assertThat(Files.readAllLines(output)).isEqualTo(lines);
  }

  @Test
  void saysWhichLineCannotBeScoredOrSkipsIt() throws Exception {
    String unanswered = RIVER.replace("\"answer\"", "\"reply\"");
    String tooLong = RIVER.replace("in the sea", "the sea ".repeat(70));
    Path output = folder.resolve("out");
    Call none = score(input(RIVER, unanswered), output);
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.err()).contains("in.jsonl:2: ", "answer", "--skip");
    Call unfit = score(input(RIVER, RIVER, tooLong), output);
    assertThat(unfit.status()).isEqualTo(1);
    assertThat(unfit.err()).contains("in.jsonl:3: ", "query and answer alone", "reads 64");
    for (String wrong :
        List.of("no", "[]", "{\"pos\":[\"p\"]}", "{\"query\":\"q\",\"pos\":[{}]}")) {
      Call call = score(input(RIVER, wrong), output);
      assertThat(call.status()).isEqualTo(1);
      assertThat(call.err()).contains("in.jsonl:2: ");
    }
    assertThat(folder).isDirectoryNotContaining("glob:**out*");
    Call skipped = score(input(unanswered, tooLong, RIVER), output, "--skip");
    assertThat(skipped.status()).as(skipped.err()).isZero();
    assertThat(skipped.out()).contains("1 examples scored", "2 skipped");
    assertThat(Files.readAllLines(output)).startsWith(unanswered, tooLong).hasSize(3);
    Call field = score(input(unanswered), folder.resolve("b"), "--answer-field", "reply");
    assertThat(field.status()).as(field.err()).isZero();
  }

  @Test
  void takesTemplatesFromFilesAndTexts() throws Exception {
    Path file = Files.writeString(folder.resolve("t"), "{candidate}\nQ: {query}\nA: {answer}\n");
    Path input = input(RIVER);
    assertThat(score(input, folder.resolve("plain")).status()).isZero();
    score(input, folder.resolve("file"), "--template", file.toString());
    score(input, folder.resolve("text"), "--template", "{candidate}\\nQ: {query}\\nA: ");
    assertThat(folder.resolve("file"))
        .hasSameTextualContentAs(folder.resolve("text"))
        .content()
        .isNotEqualTo(Files.readString(folder.resolve("plain")));
    for (String wrong : List.of("no-such-file", "{candidate}{candidate}")) {
      Call call = score(input, folder.resolve("none"), "--template", wrong);
      assertThat(call.status()).isEqualTo(2);
      assertThat(call.err()).contains("--template");
    }
    Call encoder =
        Call.of(
            "score",
            "--model",
            BERT.toString(),
            "--input",
            input.toString(),
            "--output",
            folder.resolve("none").toString());
    assertThat(encoder.status()).isEqualTo(1);
    assertThat(encoder.err()).contains("no causal language model");
  }

  @Test
  void whatIsScoredTrainsAnInContextTask() throws Exception {
    String[] examples = new String[24];
    for (int i = 0; i < examples.length; i++) {
      examples[i] =
          "{\"task\": \"icl\", \"query\": \"the cat %d\", \"pos\": [\"a dog %d\"], \"neg\": [\"a house %d\", \"the sea\"], \"answer\": \"number %d\"}"
              .formatted(i, i, i, i);
    }
    Path input = input(examples);
    Path scored = folder.resolve("scored.jsonl");
    Call call = score(input, scored);
    assertThat(call.status()).as(call.err()).isZero();
    String yaml =
        """
        model: {path: "%s", max-length: 16, threads: 1}
        tasks: {icl: {kind: in-context, batch-size: 4}}
        sampling: {minimum-buffered: 4}
        """
            .formatted(BERT);
    FreshetConfig read =
        ConfigReader.parse(
            "icl", yaml, Map.of("registry.path", folder.resolve("registry").toUri().toString()));
    assertThat(losses(input, read)).containsExactly("info-nce");
    assertThat(losses(scored, read)).containsExactly("graded-distillation");

    Path config = Files.writeString(folder.resolve("icl.yaml"), yaml);
    Path output = folder.resolve("trained");
    Call train =
        Call.of(
            "train",
            "--config",
            config.toString(),
            "--input",
            scored.toString(),
            "--output",
            output.toString());
    assertThat(train.status()).as(train.err()).isZero();
    assertThat(ModelFolder.read(output).digest()).isNotEqualTo(ModelFolder.read(BERT).digest());
  }

  /** The losses that the training job chooses for the first line of a file. */
  private static List<String> losses(Path file, FreshetConfig config) throws Exception {
    String line = Files.readAllLines(file).get(0);
    RawRecord raw =
        RawRecord.ofLine("", line.getBytes(UTF_8), new Origin(file.toString(), 0, 0, -1));
    Decoded.Accepted<TrainingMessage> decoded =
        (Decoded.Accepted<TrainingMessage>) TrainingMessageJson.decode(raw);
    return LossChoice.of(
        Objects.requireNonNull(config.tasks().get("icl")), (TrainingExample) decoded.value());
  }
}

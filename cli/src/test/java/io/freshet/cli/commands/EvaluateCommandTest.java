/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Suites and tasks by one command, on a real model. */
class EvaluateCommandTest {
  private static final Path BERT =
      Path.of(System.getProperty("freshet.home"))
          .resolve("model/src/test/resources/fixtures/encoders/bert");

  @TempDir Path folder;
  private Path suite;
  private Path sts;

  @BeforeEach
  void write() throws IOException {
    suite = folder.resolve("suite");
    collection("animals", "the cat");
    collection("cqadupstack/pets", "a dog");
    collection("cqadupstack/farm", "the cat");
    Files.writeString(
        suite.resolve("animals/labels.tsv"), "id\tlabel\nd1\tcat\nd2\thouse\nq\tcat\n");
    Files.createDirectories(suite.resolve("empty"));
    sts =
        Files.writeString(
            folder.resolve("pairs.jsonl"),
            """
            {"sentence1": "the cat", "sentence2": "the cat", "score": 1}
            {"sentence1": "the cat", "sentence2": "a house of stone", "score": 0}
            """);
  }

  @Test
  void aSuiteHasAveragesAndTasksBesideThemAndIsResumed() throws IOException {
    Path json = folder.resolve("all.json");
    Path output = folder.resolve("results");
    List<String> options =
        List.of("--beir", suite.toString(), "--sts", sts.toString(), "--output", output.toString());
    Path report = folder.resolve("reports/all.html");
    Call first = evaluate(options, "--json", json.toString(), "--report", report.toString());
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(first.out())
        .contains("cqadupstack/farm", "average", "cosine_spearman")
        .containsPattern("animals-in-context +accuracy_weighted_at_10 +1.0000");
    assertThat(first.err()).contains("passed over, no BEIR folder: " + suite.resolve("empty"));
    JsonNode all = new JsonMapper().readTree(json.toFile());
    double inner = all.path("groups").path("cqadupstack").path("P_1").asDouble();
    double animals = all.path("datasets").path("animals").path("all").path("P_1").asDouble();
    assertThat(all.path("all").path("P_1").asDouble()).isEqualTo((inner + animals) / 2);
    assertThat(all.path("datasets").path("cqadupstack/pets").path("per_query").has("q")).isTrue();
    assertThat(all.path("tasks").path("pairs").path("scores").path("cosine_spearman").asDouble())
        .isEqualTo(1.0);
    assertThat(output.resolve("mteb/cqadupstack-pets.json")).exists();

    assertThat(report)
        .content()
        .startsWith("<!doctype html>")
        .contains("Content-Security-Policy", "\"title\":\"Collections\"", "cqadupstack/farm")
        .doesNotContain("src=\"", "unsafe-inline");

    // What is done is not looked at again: the corpus may be gone.
    Files.writeString(suite.resolve("animals/corpus.jsonl"), "");
    Call again = evaluate(options);
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(again.out()).isEqualTo(first.out());
    Call other = evaluate(options, "--definitions", "beir");
    assertThat(other.status()).as("other settings are evaluated anew").isEqualTo(1);
    Call narrow = evaluate(options, "--model-precision", "bfloat16");
    assertThat(narrow.status()).as("so is another precision").isEqualTo(1);
    Call unknown = evaluate(options, "--model-precision", "int4");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err()).contains("--model-precision", "int4", "float16, int8");
  }

  @Test
  void oneCollectionKeepsItsForm() throws IOException {
    Path json = folder.resolve("one.json");
    Call call =
        evaluate(List.of("--beir", suite.resolve("animals").toString()), "--json", json.toString());
    assertThat(call.status()).as(call.err()).isZero();
    JsonNode one = new JsonMapper().readTree(json.toFile());
    assertThat(one.path("all").path("recip_rank").asDouble()).isEqualTo(1.0);
    assertThat(one.path("per_query").path("q").path("P_1").asDouble()).isEqualTo(1.0);
    assertThat(call.out()).containsPattern("recip_rank\\s+all\\s+1.0000");
  }

  @Test
  void saysWhatCannotBeDone() {
    assertWrong("nothing to evaluate");
    assertWrong("no such file: none", "--sts", "none");
    assertWrong("--run is for one", "--beir", suite.toString(), "--run", "r");
    assertWrong("two tasks are named pairs", "--sts", sts.toString(), "--sts", sts.toString());
    assertWrong("holds no prompt for task qa", "--sts", sts.toString(), "--task", "qa");
    assertWrong("there is no metric 'best'", "--sts", sts.toString(), "--measures", "best");
    assertWrong("no such folder", "--classification", "none");
  }

  @Test
  void saysWhatDoesNotGoWithALiveIndex() {
    String beir = suite.toString();
    assertWrong("give no --model", "--beir", beir, "--live", "--config", "c");
    assertWrong("--config and --cache are for --live", "--beir", beir, "--config", "c");
    assertLiveWrong("give --model, or --live", "--beir", beir);
    assertLiveWrong("--live needs --config", "--beir", beir, "--live");
    List<String> live = List.of("--live", "--config", "c");
    assertLiveWrong("nothing to evaluate", live);
    assertLiveWrong("collections only", live, "--beir", beir, "--sts", sts.toString());
    assertLiveWrong("give no --similarity", live, "--beir", beir, "--similarity", "dot");
    assertLiveWrong("10001 is not allowed", live, "--beir", beir, "--depth", "10001");
    assertLiveWrong("1 to 9999", live, "--beir", beir, "--depth", "10000", "--definitions", "beir");
    assertLiveWrong("--depth must be positive", live, "--beir", beir, "--depth", "0");
  }

  private static void assertLiveWrong(String message, String... options) {
    assertLiveWrong(message, List.of(), options);
  }

  private static void assertLiveWrong(String message, List<String> live, String... options) {
    List<String> arguments = new ArrayList<>(List.of("evaluate"));
    arguments.addAll(live);
    arguments.addAll(List.of(options));
    Call call = Call.of(arguments.toArray(String[]::new));
    assertThat(call.status()).as(message).isEqualTo(2);
    assertThat(call.err()).contains(message);
  }

  private void assertWrong(String message, String... options) {
    Call call = evaluate(List.of(options));
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err()).contains(message);
  }

  private static Call evaluate(List<String> options, String... more) {
    List<String> arguments = new ArrayList<>(List.of("evaluate", "--model", BERT.toString()));
    arguments.addAll(options);
    arguments.addAll(List.of(more));
    return Call.of(arguments.toArray(String[]::new));
  }

  private void collection(String name, String query) throws IOException {
    Path path = suite.resolve(name);
    Files.createDirectories(path.resolve("qrels"));
    Files.writeString(
        path.resolve("corpus.jsonl"),
        """
        {"_id": "d1", "title": "", "text": "the cat"}
        {"_id": "d2", "title": "", "text": "a house of stone"}
        """);
    Files.writeString(
        path.resolve("queries.jsonl"), "{\"_id\": \"q\", \"text\": \"" + query + "\"}\n");
    Files.writeString(path.resolve("qrels/test.tsv"), "query-id\tcorpus-id\tscore\nq\td1\t1\n");
  }
}

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
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drift reports of real models of 32 numbers a vector. */
class DriftCommandTest {
  private static final String BERT =
      Path.of(System.getProperty("freshet.home"))
          .resolve("model/src/test/resources/fixtures/encoders/bert")
          .toString();
  private static final List<String> WORDS =
      List.of("the", "cat", "a", "dog", "house", "of", "stone", "find", "item", "list");

  @TempDir Path folder;
  private Path beir;

  @BeforeEach
  void write() throws IOException {
    beir = collection("animals", 80);
  }

  private Path collection(String name, int documents) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.resolve("qrels"));
    Random random = new Random(1);
    List<String> corpus = new ArrayList<>();
    List<String> queries = new ArrayList<>();
    List<String> judgments = new ArrayList<>(List.of("query-id\tcorpus-id\tscore"));
    for (int i = 0; i < documents; i++) {
      StringBuilder text = new StringBuilder();
      for (int word = 0; word < 6; word++) {
        text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ').append(i % 7).append(' ');
      }
      corpus.add("{\"_id\": \"d%d\", \"title\": \"\", \"text\": \"%s\"}".formatted(i, text));
      if (i < 10) {
        queries.add("{\"_id\": \"q%d\", \"text\": \"%s\"}".formatted(i, text));
        judgments.add("q%d\td%d\t1".formatted(i, i));
      }
    }
    Files.write(path.resolve("corpus.jsonl"), corpus);
    Files.write(path.resolve("queries.jsonl"), queries);
    Files.write(path.resolve("qrels/test.tsv"), judgments);
    return path;
  }

  @Test
  void reportsVersionsBesideTheFirstAndBesideTheirNeighbours() throws IOException {
    Path copy = folder.resolve("copy");
    Files.createDirectories(copy);
    for (String file : List.of("config.json", "model.safetensors", "tokenizer.json")) {
      Files.copy(Path.of(BERT, file), copy.resolve(file));
    }
    Path json = folder.resolve("drift.json");
    Call call =
        drift(
            "--from",
            BERT,
            "--to",
            BERT,
            "--to",
            copy.toString(),
            "--neighbours",
            "--beir",
            beir.toString(),
            "--documents",
            "60",
            "--threads",
            "1",
            "--json",
            json.toString());
    assertThat(call.status()).as(call.err()).isZero();
    assertThat(call.out())
        .contains("animals: 10 queries, 80 documents; maps fitted on 60, none of them relevant")
        .containsPattern("bert +copy +unmapped +1.0000 +1.0000 +1.0000 +100.0 % +100.0 %")
        .containsPattern("bert +copy +orthogonal")
        .containsPattern("bert +copy +1.0000 +1.0000 .* cannot be told from none");
    JsonNode reports =
        new JsonMapper()
            .readTree(json.toFile())
            .path("collections")
            .path("animals")
            .path("reports");
    assertThat(reports).hasSize(3);
    assertThat(reports.path(0).path("version").path("folder").asText()).isEqualTo(BERT);
    assertThat(reports.path(1).path("version").path("folder").asText()).isEqualTo(copy.toString());
    JsonNode searches = reports.path(2).path("searches");
    assertThat(searches.path("affine").path("held_out_cosine").asDouble()).isGreaterThan(0.99);
    assertThat(searches.path("affine").path("settings").asText()).startsWith("ridge");
    assertThat(searches.path("unmapped").path("gain").path("verdict").asText())
        .isEqualTo("undecided");
    assertThat(searches.path("encoded_again").path("ndcg_cut_10").asDouble()).isEqualTo(1.0);
    assertThat(reports.path(2).path("index").path("digest"))
        .isEqualTo(reports.path(2).path("version").path("digest"));
  }

  @Test
  void saysWhatCannotBeDone() throws IOException {
    String collection = beir.toString();
    assertFails(2, "--to", "--from", BERT, "--beir", collection);
    assertFails(2, "no such folder: none", "--from", BERT, "--to", "none", "--beir", collection);
    List<String> both = List.of("--from", BERT, "--to", BERT);
    assertFails(2, "needs at least 40", both, "--beir", collection, "--documents", "39");
    assertFails(2, "must be positive", both, "--beir", collection, "--documents", "0");
    assertFails(1, "no BEIR folder", both, "--beir", folder.resolve("none").toString());
    assertFails(1, "no split 'dev'", both, "--beir", collection, "--split", "dev");
    String few = collection("few", 30).toString();
    assertFails(1, "needs at least 40 documents, not 30", both, "--beir", few);
  }

  private static void assertFails(int status, String message, String... options) {
    assertFails(status, message, List.of(), options);
  }

  private static void assertFails(
      int status, String message, List<String> first, String... options) {
    List<String> arguments = new ArrayList<>(first);
    arguments.addAll(List.of(options));
    Call call = drift(arguments.toArray(String[]::new));
    assertThat(call.status()).as(message).isEqualTo(status);
    assertThat(call.err()).contains(message);
    assertThat(call.out()).isEmpty();
  }

  private static Call drift(String... options) {
    List<String> arguments = new ArrayList<>(List.of("drift"));
    arguments.addAll(List.of(options));
    return Call.of(arguments.toArray(String[]::new));
  }
}

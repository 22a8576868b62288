/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigCommandTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("freshet.home")).resolve("docs/examples/freshet.yaml");

  @TempDir static Path folder;
  private static Path model;

  @BeforeAll
  static void makeModel() throws IOException {
    Path texts = Files.writeString(folder.resolve("texts"), "the quick brown fox\njumps over\n");
    model = folder.resolve("start");
    Call init =
        Call.of(
            "init", "--size", "tiny", "--corpus", texts.toString(), "--output", model.toString());
    assertThat(init.status()).as(init.err()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rag", "faq", "code", "similarity"})
  void everyTemplateCanBeUsedAndTrained(String template) throws IOException {
    Path config = folder.resolve(template + ".yaml");
    Call init = Call.of("config", "init", "--template", template, "--output", config.toString());
    assertThat(init.status()).as(init.err()).isZero();
    usable(config);
  }

  @Test
  void theExampleOfTheDocumentationCanBeUsed() throws IOException {
    usable(Files.copy(EXAMPLE, folder.resolve("example.yaml")));
  }

  /** Only the start model is put where the template names one. */
  private static void usable(Path config) throws IOException {
    String text = Files.readString(config);
    assertThat(text).contains("path: models/start", "path: freshet-data/registry");
    Files.writeString(
        config,
        text.replace("models/start", model.toString())
            .replace("freshet-data/registry", folder.resolve("registry").toString()));
    Call check = Call.of("config", "check", "--config", config.toString());
    assertThat(check.status()).as(check.err()).isZero();
    assertThat(check.out()).startsWith(config + " can be used; tasks: ");
  }

  @Test
  void aTemplateIsPrintedAndNothingIsOverwritten() throws IOException {
    assertThat(Call.of("config", "init").out()).startsWith("# Passages that answer questions");
    Path there = Files.writeString(folder.resolve("there.yaml"), "");
    Call call = Call.of("config", "init", "--output", there.toString());
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).contains("exists already: " + there);
  }

  @Test
  void everythingThatIsWrongIsToldWithItsLine() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("wrong.yaml"),
            """
            model: {path: models/start}
            tasks:
              search:
                temprature: 0.1
            training:
              learning-rate: fast
            registry: {path: r}
            """);
    Call call = Call.of("config", "check", "--config", config.toString());
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err())
        .contains(
            config + ":4: tasks.search.temprature: unknown key; did you mean",
            config + ":6: training.learning-rate: 'fast' is not allowed");
  }

  @Test
  void whatIsNoYamlIsToldWithTheLine() throws IOException {
    Path config = Files.writeString(folder.resolve("tabs.yaml"), "model:\n\tpath: x\n");
    Call call = Call.of("config", "check", "--config", config.toString());
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err()).contains(config + ": line 2, column 1: ", "TAB");
    Path texts = Files.writeString(folder.resolve("corpus.xlsx"), "PK\003\004..");
    Path output = folder.resolve("none");
    Call init = Call.of("init", "--corpus", texts.toString(), "--output", output.toString());
    assertThat(init.status()).isEqualTo(1);
    assertThat(init.err()).startsWith("freshet: " + texts + ": the file is a zip archive");
  }

  @Test
  void placesThatAreNotThereAreToldWithTheirLines() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("places.yaml"),
            """
            model:
              path: none
            tasks: {search: {}}
            registry: {path: "%s/registry"}
            evaluation:
              probe-path: probes
            checkpoints: {directory: "s3://bucket/is-not-looked-at"}
            """
                .formatted(Files.writeString(folder.resolve("file"), "")));
    Call call = Call.of("config", "check", "--config", config.toString());
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err())
        .contains(
            config + ":2: model.path: no model can be read there",
            config + ":6: evaluation.probe-path: ",
            config + ":4: registry.path: " + folder.resolve("file") + " is no folder")
        .doesNotContain("s3:");
  }

  @ParameterizedTest
  @CsvSource({
    "training.learning-rate,  0, default: 2.0E-5",
    "tasks.search.temperature, 0, tasks.<name>.temperature",
    "registry.path, 0, 'none, it must be given'",
    "checkpoints, 0, checkpoints.interval: ",
    "training.lerning-rate, 2, did you mean training.learning-rate",
    "temperature, 2, did you mean tasks.<name>.temperature",
  })
  void keysAreExplained(String key, int status, String said) {
    Call call = Call.of("config", "explain", key);
    assertThat(call.status()).isEqualTo(status);
    assertThat(call.out() + call.err()).contains(said);
  }

  @Test
  void shellsCompleteEveryCommand() {
    Call call = Call.of("completion", "bash");
    assertThat(call.status()).isZero();
    assertThat(call.out()).contains("complete -F _complete_freshet", "doctor", "--columns");
    assertThat(Call.of("completion", "fish").status()).isEqualTo(2);
  }

  @Test
  void theDoctorTellsWhatThisMachineHas() throws IOException {
    Path json = folder.resolve("doctor.json");
    Call call = Call.of("doctor", "--cluster", "http://localhost:1", "--json", json.toString());
    assertThat(call.status()).as(call.out()).isEqualTo(1);
    List<String> lines = new ArrayList<>(call.out().lines().toList());
    assertThat(lines)
        .anyMatch(line -> line.startsWith("ok    libtorch: loads"))
        .anyMatch(line -> line.startsWith("fail  Flink: no Flink cluster answers"))
        .contains("      start the cluster, or correct --cluster");
    assertThat(json).content().contains("\"level\" : \"fail\"");
  }
}

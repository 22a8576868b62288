/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.freshet.config.LossConfig.Name;
import io.freshet.config.LossConfig.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
  private static final String SMALLEST =
      """
      model: {path: models/start}
      tasks: {search: {}}
      registry: {path: "file:///var/lib/freshet/registry"}
      """;

  private static final FreshetConfig DEFAULTS =
      new FreshetConfig(
          new KafkaConfig(
              "localhost:9092",
              "freshet-",
              new KafkaConfig.Topics(
                  "training-examples",
                  "documents",
                  "judgments",
                  "model-versions",
                  "generations",
                  "metrics",
                  "dead-letters"),
              0.5,
              Map.of()),
          new OpenSearchConfig("http://localhost:9200", "docs", "", "", 1, 0),
          new ModelConfig("models/start", "", 256, "auto", 0, ModelConfig.Precision.AUTO),
          Map.of(
              "search",
              new TaskConfig(
                  "search",
                  TaskConfig.Kind.RETRIEVAL,
                  1.0,
                  0.02,
                  "",
                  "",
                  64,
                  256,
                  32,
                  3,
                  TaskConfig.Negatives.BATCH,
                  TaskLosses.OF_KIND,
                  0,
                  1.0,
                  1.0,
                  0)),
          new SamplingConfig(
              SamplingConfig.Strategy.TEMPERATURE, 0.5, 1, 1.0, 100_000, 100_000, 32, 1, 42),
          new TrainingConfig(
              2e-5,
              TrainingConfig.Schedule.CONSTANT,
              100,
              0,
              0.01,
              0.9,
              0.999,
              1e-8,
              1.0,
              -1.0,
              "",
              42,
              10,
              0,
              TrainingConfig.Recompute.NONE,
              1,
              1000,
              50,
              100,
              1000,
              0.0,
              new ParametersConfig(
                  Map.of(), false, 0, List.of(), false, 0.0, 0, 16.0, 0.0, List.of("*"), "")),
          new RegistryConfig("file:///var/lib/freshet/registry"),
          new IndexingConfig(
              8192,
              64,
              Duration.ofMillis(100),
              500,
              5L << 20,
              1,
              1,
              0,
              Duration.ofMinutes(10),
              16,
              100),
          new EvaluationConfig(
              10.0,
              100,
              Duration.ofMinutes(5),
              Duration.ofMinutes(1),
              0.1,
              3,
              0.005,
              0.1,
              "",
              new ProbeRefreshConfig(300, 0.25, 10_000, 42),
              new GateConfig(0.02, Map.of(), 30, 0.0, Duration.ofHours(1))),
          new CheckpointConfig(
              "file:///var/lib/freshet/registry-checkpoints", Duration.ofSeconds(30), "hashmap"));

  private static final String FULL =
      """
      kafka:
        bootstrap-servers: "a:1,b:2"
        group-prefix: team-
        maximum-rejected-share: 0.25
        topics:
          training-examples: t1
          documents: t2
          judgments: t3
          model-versions: t4
          generations: t5
          metrics: t6
          dead-letters: t7
        properties: {security.protocol: SSL, ssl.key.password: "${env:KEY}"}
      opensearch: {url: "https://search:9200/", alias: texts, username: me, password: "${env:PASSWORD}", shards: 3, replicas: 2}
      model: {path: /models/a, digest: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, max-length: 128, device: "cuda:1", threads: 3, precision: float16}
      tasks:
        search:
          kind: qa
          weight: 0.5
          temperature: 0.05
          query-prompt: "query: "
          document-prompt: "passage: "
          query-max-length: 32
          document-max-length: 120
          batch-size: 16
          negatives-per-query: 7
          negatives: all
          losses: "info-nce(temperature=0.1 negatives=own), anchor:0.25"
          matryoshka: "64, 16:0.5"
          teacher-temperature: 3
          false-negative-margin: 0.1
          masked-share: 0.3
          projection: 96
          learning-rate-factor: 2
          sampling-weight: 3
          part-tokens: 2048
        snippets: {kind: in-context}
      sampling: {strategy: weights, alpha: 0.7, batch-size: 8, tasks-per-step: 1, replay-ratio: 2.5, fresh-capacity: 10, reservoir-capacity: 20, minimum-buffered: 4, repeat-cap: 2, seed: -7}
      training: {decay-steps: 4, cycle-steps: 12, average-decay: 0.99, learning-rate-factors: "b.*=0.5, a.*=2", freeze-embeddings: false, freeze-layers: 0, freeze: "", freeze-documents: false, start-share: 0.2, adapter-rank: 8, adapter-alpha: 32, adapter-dropout: 0.05, adapter-layers: "query, /.*value/", adapter-start: /adapters/a, learning-rate: 1e-3, schedule: warmup-stable-decay, warmup-steps: 5, total-steps: 50, weight-decay: 0.1, beta1: 0.8, beta2: 0.98, epsilon: 1e-6, clip-norm: 0, dropout: 0.1, anchor: /models/serving, seed: 9, maximum-skipped-steps: 3, part-tokens: 4096, recompute: layers, replicas: 2, version-every-steps: 20, report-every-steps: 2}
      registry: {path: "s3://bucket/registry"}
      indexing: {batch-tokens: 1024, batch-documents: 8, batch-wait: 20ms, bulk-documents: 50, bulk-bytes: 100000, backfill-parallelism: 2, live-parallelism: 3, backfill-documents-per-second: 100, rollback-window: 1h, hnsw-m: 8, hnsw-ef-construction: 64}
      evaluation: {asks-per-second: 2.5, depth: 50, window-size: 30s, window-slide: 10s, sample-share: 0.5, rollback-windows: 2, alarm-delta: 0.01, alarm-lambda: 0.25, probe-path: /probes, probe-queries: 50, probe-replaced-share: 0.5, probe-documents: 2000, probe-seed: -3, tolerance: 0.03, tolerances: {snippets: 0.1}, minimum-queries: 7, minimum-gain: 0.01, promotion-age: 2d}
      checkpoints: {directory: "s3://bucket/checkpoints", interval: 5s, state-backend: rocksdb}
      """;

  @Test
  void defaults() {
    assertThat(read(SMALLEST)).isEqualTo(DEFAULTS);
  }

  @Test
  void fullMapping() {
    FreshetConfig config = read(FULL);
    assertThat(config.training().parameters().learningRateFactors().keySet())
        .as("in the order of the file")
        .containsExactly("b.*", "a.*");
    assertThat(config.kafka())
        .isEqualTo(
            new KafkaConfig(
                "a:1,b:2",
                "team-",
                new KafkaConfig.Topics("t1", "t2", "t3", "t4", "t5", "t6", "t7"),
                0.25,
                Map.of("security.protocol", "SSL", "ssl.key.password", "key-value")));
    assertThat(config.opensearch())
        .isEqualTo(new OpenSearchConfig("https://search:9200", "texts", "me", "hush", 3, 2));
    assertThat(config.model())
        .isEqualTo(
            new ModelConfig(
                "/models/a", "a".repeat(64), 128, "cuda:1", 3, ModelConfig.Precision.FLOAT16));
    assertThat(config.tasks().keySet()).containsExactly("search", "snippets");
    assertThat(config.tasks().get("search"))
        .isEqualTo(
            new TaskConfig(
                "search",
                TaskConfig.Kind.QA,
                0.5,
                0.05,
                "query: ",
                "passage: ",
                32,
                120,
                16,
                7,
                TaskConfig.Negatives.ALL,
                new TaskLosses(
                    List.of(
                        new LossConfig(
                            Name.INFO_NCE,
                            1,
                            Map.of(Parameter.TEMPERATURE, "0.1", Parameter.NEGATIVES, "own")),
                        new LossConfig(Name.ANCHOR, 0.25, Map.of())),
                    List.of(new TaskLosses.Width(64, 1), new TaskLosses.Width(16, 0.5)),
                    3,
                    0.1,
                    0.3),
                96,
                2.0,
                3.0,
                2048));
    assertThat(config.tasks().get("snippets"))
        .as("batch size and part of the general sections, length within the model's")
        .isEqualTo(
            new TaskConfig(
                "snippets",
                TaskConfig.Kind.IN_CONTEXT,
                1.0,
                0.02,
                "",
                "",
                64,
                128,
                8,
                3,
                TaskConfig.Negatives.BATCH,
                TaskLosses.OF_KIND,
                0,
                1.0,
                1.0,
                4096));
    assertThat(config.sampling())
        .isEqualTo(
            new SamplingConfig(SamplingConfig.Strategy.WEIGHTS, 0.7, 1, 2.5, 10, 20, 4, 2, -7));
    assertThat(config.training())
        .isEqualTo(
            new TrainingConfig(
                1e-3,
                TrainingConfig.Schedule.WARMUP_STABLE_DECAY,
                5,
                50,
                0.1,
                0.8,
                0.98,
                1e-6,
                0.0,
                0.1,
                "/models/serving",
                9,
                3,
                4096,
                TrainingConfig.Recompute.LAYERS,
                2,
                20,
                2,
                4,
                12,
                0.99,
                factorsAndAdapter()));
    assertThat(config.registry()).isEqualTo(new RegistryConfig("s3://bucket/registry"));
    assertThat(config.indexing())
        .isEqualTo(
            new IndexingConfig(
                1024,
                8,
                Duration.ofMillis(20),
                50,
                100_000,
                2,
                3,
                100,
                Duration.ofHours(1),
                8,
                64));
    assertThat(config.evaluation())
        .isEqualTo(
            new EvaluationConfig(
                2.5,
                50,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                0.5,
                2,
                0.01,
                0.25,
                "/probes",
                new ProbeRefreshConfig(50, 0.5, 2000, -3),
                new GateConfig(0.03, Map.of("snippets", 0.1), 7, 0.01, Duration.ofDays(2))));
    assertThat(config.checkpoints())
        .isEqualTo(
            new CheckpointConfig("s3://bucket/checkpoints", Duration.ofSeconds(5), "rocksdb"));
  }

  @Test
  void fullMappingGivesEveryOption() {
    for (Option<?> option : JobOptions.ALL) {
      String key = option.key().substring(option.key().lastIndexOf('.') + 1);
      assertThat(FULL).as(option.key()).contains(key + ": ");
    }
    for (Option<?> option : TaskOptions.ALL) {
      assertThat(FULL).as(option.key()).contains(option.key() + ": ");
    }
  }

  @Test
  void whatIsWrittenReadsBackAsItWas() {
    String yaml =
        FULL.replace(", ssl.key.password: \"${env:KEY}\"", "")
            .replace("username: me, password: \"${env:PASSWORD}\", ", "");
    FreshetConfig config = read(yaml);
    assertThat(read(ConfigWriter.toYaml(config))).isEqualTo(config);
  }

  @Test
  void secretsAreMaskedWhereverTheyArePrinted() {
    FreshetConfig config = read(FULL);
    assertThat(ConfigWriter.toYaml(config)).doesNotContain("hush").doesNotContain("key-value");
    assertThat(config.toString()).doesNotContain("hush").doesNotContain("key-value");
  }

  @Test
  void secretsComeFromEnvironmentOrFileOnly(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "from-file\n");
    assertThat(
            read(SMALLEST + "opensearch: {username: me, password: \"${file:" + file + "}\"}")
                .opensearch()
                .password())
        .isEqualTo("from-file");
    assertThat(problems(SMALLEST + "opensearch: {username: me, password: plain}"))
        .singleElement()
        .asString()
        .contains("opensearch.password", "${env:NAME}")
        .doesNotContain("plain");
    assertThat(problems(SMALLEST + "opensearch: {username: me, password: \"${env:NONE}\"}"))
        .containsExactly("opensearch.password: the environment has no variable NONE");
    assertThat(problems(SMALLEST + "kafka: {properties: {sasl.jaas.config: plain}}"))
        .singleElement()
        .asString()
        .contains("kafka.properties.sasl.jaas.config");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "info-nse | no loss is called info-nse; did you mean info-nce?",
        "info-nce:0 | the weight '0' is not allowed",
        "info-nce:x | the weight 'x' is not allowed",
        "info-nce:1:2 | the weight '1:2' is not allowed",
        "info-nce info-nce | 'info-nce info-nce' is no loss",
        "info-nce, info-nce:2 | info-nce is named twice",
        "cosent(negatives=own) | 'negatives=own' is no parameter of cosent; it has temperature",
        "anchor(temperature=1) | it has none",
        "info-nce(temperature=0) | info-nce.temperature: '0' is not allowed; expected number, above 0",
        "info-nce(negatives=some) | own, batch, all",
        "info-nce(temperature=1 temperature=2) | temperature is given twice",
        "dropout-views, info-nce | dropout-views learns from single texts",
        "language-modelling, anchor | language-modelling learns from single texts"
      })
  void lossesThatMakeNoSenseSayWhy(String losses, String message) {
    assertThat(problems(SMALLEST.replace("{}", "{losses: \"" + losses + "\"}")))
        .singleElement()
        .asString()
        .startsWith("tasks.search.losses: '" + losses + "' is not allowed; ")
        .contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "x", "8:0", "8, 8", "8:1:2"})
  void widthsThatMakeNoSenseSayWhy(String widths) {
    assertThat(problems(SMALLEST.replace("{}", "{matryoshka: \"" + widths + "\"}")))
        .singleElement()
        .asString()
        .startsWith("tasks.search.matryoshka: '" + widths + "' is not allowed; ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "65537", "1.5"})
  void projectionsThatMakeNoSenseSayWhy(String width) {
    assertThat(problems(SMALLEST.replace("{}", "{projection: " + width + "}")))
        .singleElement()
        .asString()
        .startsWith("tasks.search.projection: '" + width + "' is not allowed; ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "projection: 8 | task search has a projection",
        "kind: similarity | the losses of task search treat both of its texts alike",
        "kind: language-modelling | the losses of task search",
        "kind: sentence-representation | the losses of task search",
        "losses: cosent | the losses of task search",
        "losses: 'info-nce, symmetric-info-nce' | the losses of task search"
      })
  void frozenDocumentsNeedTasksWithDocuments(String task, String message) {
    String yaml = SMALLEST.replace("{}", "{" + task + "}") + "training: {freeze-documents: true}";
    assertThat(problems(yaml))
        .singleElement()
        .asString()
        .startsWith("training.freeze-documents: ")
        .contains(message);
    assertThat(
            read(SMALLEST.replace("{}", "{kind: similarity, losses: info-nce}")
                    + "training: {freeze-documents: true}")
                .training()
                .parameters()
                .freezeDocuments())
        .isTrue();
  }

  @Test
  void viewsNeedDropout() {
    String views = SMALLEST.replace("{}", "{kind: sentence-representation}");
    assertThat(problems(views + "training: {dropout: 0}"))
        .containsExactly(
            "training.dropout: '0' leaves nothing for task search to learn from: its views differ by dropout alone");
    assertThat(read(views).tasks().get("search").kind())
        .isEqualTo(TaskConfig.Kind.SENTENCE_REPRESENTATION);
  }

  @Test
  void everyLossIsReadAndWritten() {
    for (Name name : Name.values()) {
      String text = name.word() + ":0.5";
      FreshetConfig config = read(SMALLEST.replace("{}", "{losses: \"" + text + "\"}"));
      assertThat(config.tasks().get("search").losses().terms())
          .containsExactly(new LossConfig(name, 0.5, Map.of()));
      assertThat(read(ConfigWriter.toYaml(config))).isEqualTo(config);
    }
  }

  @Test
  void unknownKeysNameTheNearestOne() {
    assertThat(problems(SMALLEST + "training: {learningrate: 1e-3}"))
        .containsExactly(
            "training.learningrate: unknown key; did you mean training.learning-rate?");
    assertThat(problems(SMALLEST.replace("{}", "{temprature: 1}")))
        .containsExactly(
            "tasks.search.temprature: unknown key; did you mean tasks.search.temperature?");
  }

  @Test
  void aRefreshOfProbeSetsHasBounds() {
    assertThat(
            problems(
                SMALLEST
                    + "evaluation: {probe-queries: 0, probe-replaced-share: 1.5, probe-documents: 0}"))
        .containsExactly(
            "evaluation.probe-queries: '0' is not allowed; expected whole number, 1 to 100000",
            "evaluation.probe-replaced-share: '1.5' is not allowed; expected number, 0.0 to 1.0",
            "evaluation.probe-documents: '0' is not allowed; expected whole number, 1 to 10000000");
  }

  @Test
  void valuesOfAnotherTypeOrOutOfBoundsSayWhatIsAllowed() {
    assertThat(problems(SMALLEST + "sampling: {tasks-per-step: many}"))
        .containsExactly(
            "sampling.tasks-per-step: 'many' is not allowed; expected whole number, 1 to 64");
    assertThat(problems(SMALLEST + "training: {beta1: 1.5}"))
        .containsExactly("training.beta1: '1.5' is not allowed; expected number, 0.0 to 0.999999");
    assertThat(problems(SMALLEST + "training: {learning-rate: 0}"))
        .singleElement()
        .asString()
        .contains("above 0");
    assertThat(problems(SMALLEST + "sampling: {strategy: random}"))
        .containsExactly(
            "sampling.strategy: 'random' is not allowed; expected uniform, proportional, temperature, weights");
    assertThat(problems(SMALLEST + "indexing: {batch-wait: 5}"))
        .singleElement()
        .asString()
        .contains("indexing.batch-wait: '5'", "duration such as 30s", "0ms to 1m");
    assertThat(problems(SMALLEST + "indexing: {batch-wait: [1]}"))
        .singleElement()
        .asString()
        .contains("needs a single value");
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertThat(problems("model: {pat: x}\ntraining: {beta1: 2}\n"))
        .hasSize(5)
        .anyMatch(problem -> problem.contains("did you mean model.path"))
        .anyMatch(problem -> problem.startsWith("model.path: must be given"))
        .anyMatch(problem -> problem.startsWith("registry.path: must be given"))
        .anyMatch(problem -> problem.startsWith("training.beta1"))
        .anyMatch(problem -> problem.startsWith("tasks: at least one"));
  }

  @Test
  void optionsThatContradictEachOtherAreRefused() {
    assertThat(
            problems(
                SMALLEST
                    + """
                    sampling: {tasks-per-step: 2}
                    training: {schedule: linear}
                    evaluation: {window-slide: 10m}
                    opensearch: {username: me}
                    """))
        .hasSize(4);
  }

  @Test
  void namesOfTasksCanBeNamesOfFolders() {
    for (String name : List.of("..", ".", ".hidden", "a/b", "a b")) {
      assertThat(problems(SMALLEST.replace("search", '"' + name + '"')))
          .as(name)
          .anyMatch(problem -> problem.startsWith("tasks." + name + ": a task's name is made of"));
    }
    assertThat(read(SMALLEST.replace("search", "_a.b-1")).tasks()).containsOnlyKeys("_a.b-1");
  }

  @Test
  void tolerancesAreNumbersOfKnownTasks() {
    assertThat(
            problems(
                SMALLEST + "evaluation: {tolerances: {serch: 0.1, search: 2, other: little}}\n"))
        .hasSize(3)
        .anySatisfy(problem -> assertThat(problem).contains("did you mean", "search"));
  }

  @Test
  void frozenPartsAreNamesAndFlags() {
    ParametersConfig parameters =
        read(SMALLEST
                + "training: {freeze-embeddings: true, freeze-layers: 2, freeze: \"*.bias, /x[0-9]/\", cycle-steps: 7}")
            .training()
            .parameters();
    assertThat(parameters.freezeEmbeddings()).isTrue();
    assertThat(parameters.freezeLayers()).isEqualTo(2);
    assertThat(parameters.freeze()).containsExactly("*.bias", "/x[0-9]/");
    assertThat(problems(SMALLEST + "training: {freeze: \"/(/\"}"))
        .singleElement()
        .asString()
        .contains("training.freeze: '/(/'", "regular expressions");
    assertThat(problems(SMALLEST + "training: {learning-rate-factors: embeddings}"))
        .singleElement()
        .asString()
        .contains("name=number");
    assertThat(problems(SMALLEST + "training: {freeze-embeddings: yes-please}"))
        .singleElement()
        .asString()
        .contains("true or false");
    assertThat(problems(SMALLEST + "training: {adapter-rank: 4, freeze-layers: 1}"))
        .singleElement()
        .asString()
        .contains("an adapter freezes the whole network");
    assertThat(
            problems(
                SMALLEST
                    + "training: {schedule: warmup-stable-decay, warmup-steps: 10, decay-steps: 5, cycle-steps: 14}"))
        .containsExactly(
            "training.cycle-steps: '14' must be at least training.warmup-steps and training.decay-steps together (15)");
  }

  @Test
  void cyclesAreAsLongAsVersionsAreApart() {
    assertThat(read(SMALLEST + "training: {version-every-steps: 300}").training().cycleSteps())
        .isEqualTo(300);
  }

  @Test
  void brokenYamlIsRefusedWithItsPlace() {
    assertThat(problems("model: {path: x\n")).singleElement().asString().contains("line ");
    assertThat(problems("model: {path: x}\nmodel: {path: y}\n")).isNotEmpty();
    assertThat(problems("just words")).singleElement().asString().contains("no configuration");
    assertThat(problems("")).isNotEmpty();
  }

  @Test
  void keysMayBeJoinedWithDots() {
    assertThat(read(SMALLEST + "training.learning-rate: 3e-4").training().learningRate())
        .isEqualTo(3e-4);
  }

  private static ParametersConfig factorsAndAdapter() {
    Map<String, Double> factors = new LinkedHashMap<>();
    factors.put("b.*", 0.5);
    factors.put("a.*", 2.0);
    return new ParametersConfig(
        factors,
        false,
        0,
        List.of(),
        false,
        0.2,
        8,
        32.0,
        0.05,
        List.of("query", "/.*value/"),
        "/adapters/a");
  }

  private static FreshetConfig read(String yaml) {
    Map<String, String> environment = Map.of("PASSWORD", "hush", "KEY", "key-value");
    return ConfigReader.parse(
        "test.yaml", yaml, name -> Optional.ofNullable(environment.get(name)));
  }

  private static List<String> problems(String yaml) {
    return catchThrowableOfType(ConfigException.class, () -> read(yaml)).problems();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.freshet.config.option.ByteSize;
import io.freshet.config.option.Field;
import io.freshet.connectors.opensearch.client.Authentication;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.generations.Chunking;
import io.freshet.connectors.opensearch.generations.DocumentProfile;
import io.freshet.model.loss.LossDefinitions;
import io.freshet.model.loss.Negatives;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** Every option with its default; those of the one task stand for those of any. */
  private static final String DEFAULTS =
      """
      tasks.search.kind=retrieval
      tasks.search.weight=1.0
      tasks.search.temperature=0.02
      tasks.search.query-prompt=
      tasks.search.document-prompt=
      tasks.search.query-max-length=64
      tasks.search.document-max-length=256
      tasks.search.batch-size=32
      tasks.search.negatives-per-query=3
      tasks.search.negatives=batch
      tasks.search.losses=
      tasks.search.matryoshka=
      tasks.search.teacher-temperature=1.0
      tasks.search.false-negative-margin=2.0
      tasks.search.masked-share=0.15
      tasks.search.projection=0
      tasks.search.learning-rate-factor=1.0
      tasks.search.sampling-weight=1.0
      tasks.search.minimum-share=0.0
      tasks.search.maximum-share=1.0
      tasks.search.micro-batch-tokens=0
      kafka.bootstrap-servers=localhost:9092
      kafka.group-prefix=freshet-
      kafka.topics.training-examples=training-examples
      kafka.topics.documents=documents
      kafka.topics.judgments=judgments
      kafka.topics.model-versions=model-versions
      kafka.topics.generations=generations
      kafka.topics.metrics=metrics
      kafka.topics.dead-letters=dead-letters
      kafka.topics.training-steps=
      kafka.maximum-rejected-share=0.5
      kafka.properties=
      opensearch.url=http://localhost:9200
      opensearch.alias=docs
      opensearch.username=
      opensearch.password=
      opensearch.ca-file=
      opensearch.certificate-file=
      opensearch.key-file=
      opensearch.certificate-password=
      opensearch.aws-region=
      opensearch.aws-service=es
      opensearch.connect-timeout=5s
      opensearch.response-timeout=1m
      opensearch.shards=1
      opensearch.replicas=0
      model.path=models/start
      model.digest=
      model.max-length=256
      model.device=auto
      model.threads=0
      model.precision=auto
      sampling.strategy=temperature
      sampling.alpha=0.7
      sampling.batch-size=32
      sampling.tasks-per-step=1
      sampling.replay-ratio=1.0
      sampling.fresh-capacity=100000
      sampling.reservoir-capacity=100000
      sampling.minimum-buffered=32
      sampling.maximum-wait=5000
      sampling.repeat-cap=1
      sampling.maximum-uses=0
      sampling.maximum-age=0
      sampling.maximum-record-age=0ms
      sampling.default-task=
      sampling.seed=42
      training.learning-rate=2.0E-5
      training.schedule=constant
      training.warmup-steps=100
      training.total-steps=0
      training.decay-steps=100
      training.cycle-steps=1000
      training.weight-decay=0.01
      training.beta1=0.9
      training.beta2=0.999
      training.epsilon=1.0E-8
      training.clip-norm=1.0
      training.average-decay=0.999
      training.learning-rate-factors=
      training.freeze-embeddings=false
      training.freeze-layers=0
      training.freeze=
      training.freeze-documents=false
      training.start-share=0.0
      training.adapter-rank=0
      training.adapter-alpha=16.0
      training.adapter-dropout=0.0
      training.adapter-layers=*
      training.adapter-start=
      training.dropout=-1.0
      training.anchor=
      training.seed=42
      training.maximum-skipped-steps=10
      training.micro-batch-tokens=0
      training.activation-checkpointing=none
      training.replicas=1
      training.trainers=1
      training.meet-every-steps=1
      training.meet-learning-rate=0.7
      training.meet-momentum=0.5
      training.exchange-ports=0
      training.exchange-timeout=15m
      training.version-every-steps=1000
      training.report-every-steps=50
      registry.path=file:///var/lib/freshet/registry
      registry.keep-last=50
      registry.keep-promoted=20
      registry.keep-days=30
      indexing.batch-tokens=8192
      indexing.batch-documents=64
      indexing.live-batch-time=200ms
      indexing.linger=5ms
      indexing.bulk-documents=500
      indexing.bulk-size=5 MiB
      indexing.backfill-parallelism=1
      indexing.live-parallelism=1
      indexing.backfill-documents-per-second=0
      indexing.build-share=0.1
      indexing.abandon-superseded-below=0.5
      indexing.minimum-gain-per-hour=0.0
      indexing.rollback-window=10m
      indexing.rollback-generations=2
      indexing.hnsw-m=16
      indexing.hnsw-ef-construction=100
      indexing.vectors=float
      indexing.unchanged-text=from-index
      indexing.forget-deleted-after=0ms
      indexing.forget-untouched-after=0ms
      indexing.chunk-tokens=0
      indexing.chunk-overlap=16
      indexing.chunks-per-document=32
      indexing.metadata=
      indexing.task-vectors=
      negatives.shares=
      negatives.count=4
      negatives.depth=50
      negatives.score-share=0.95
      negatives.margin=0.0
      evaluation.asks-per-second=10.0
      evaluation.depth=100
      evaluation.window-size=5m
      evaluation.window-slide=1m
      evaluation.sample-share=0.1
      evaluation.rollback-windows=3
      evaluation.alarm-delta=0.005
      evaluation.alarm-lambda=0.1
      evaluation.probe-path=
      evaluation.probe-queries=300
      evaluation.probe-replaced-share=0.25
      evaluation.probe-documents=10000
      evaluation.probe-seed=42
      evaluation.tolerance=0.02
      evaluation.tolerances=
      evaluation.minimum-queries=30
      evaluation.minimum-gain=0.0
      evaluation.promotion-age=1h
      serving.host=127.0.0.1
      serving.port=8085
      serving.token-file=
      serving.operator-token-file=
      serving.open=false
      serving.tls-certificate=
      serving.tls-key=
      serving.follow-interval=1s
      serving.batch-tokens=4096
      serving.linger=0ms
      serving.waiting-texts=4096
      serving.maximum-body=4 MiB
      serving.maximum-texts=2048
      serving.requests-per-second=0.0
      serving.request-timeout=30s
      serving.stop-timeout=20s
      serving.map-queries=false
      checkpoints.directory=file:///var/lib/freshet/registry-checkpoints
      checkpoints.interval=30s
      checkpoints.state-backend=hashmap
      """;

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
          training-steps: t8
        properties: {security.protocol: SSL, ssl.key.password: "${env:KEY}"}
      opensearch: {url: "https://search:9200/,https://more:9200", alias: texts, username: me, password: "${env:PASSWORD}", ca-file: /certs/ca.pem, certificate-file: /certs/me.pem, key-file: /certs/me.key, certificate-password: "${env:PASSWORD}", aws-region: "", aws-service: aoss, connect-timeout: 2s, response-timeout: 3m, shards: 3, replicas: 2}
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
          minimum-share: 0.1
          maximum-share: 0.9
          micro-batch-tokens: 2048
        snippets: {kind: in-context}
      sampling: {strategy: weights, alpha: 0.4, batch-size: 8, tasks-per-step: 1, replay-ratio: 2.5, fresh-capacity: 10, reservoir-capacity: 20, minimum-buffered: 4, maximum-wait: 77, repeat-cap: 2, maximum-uses: 9, maximum-age: 5000, maximum-record-age: 90d, default-task: snippets, seed: -7}
      training: {decay-steps: 4, cycle-steps: 12, average-decay: 0.99, learning-rate-factors: "b.*=0.5, a.*=2", freeze-embeddings: false, freeze-layers: 0, freeze: "", freeze-documents: false, start-share: 0.2, adapter-rank: 8, adapter-alpha: 32, adapter-dropout: 0.05, adapter-layers: "query, /.*value/", adapter-start: /adapters/a, learning-rate: 1e-3, schedule: warmup-stable-decay, warmup-steps: 5, total-steps: 50, weight-decay: 0.1, beta1: 0.8, beta2: 0.98, epsilon: 1e-6, clip-norm: 0, dropout: 0.1, anchor: /models/serving, seed: 9, maximum-skipped-steps: 3, micro-batch-tokens: 4096, activation-checkpointing: layers, replicas: 2, trainers: 3, meet-every-steps: 20, meet-learning-rate: 0.5, meet-momentum: 0.8, exchange-ports: 50100-50109, exchange-timeout: 1m, version-every-steps: 20, report-every-steps: 2}
      registry: {path: "s3://bucket/registry", keep-last: 7, keep-promoted: 3, keep-days: 2}
      indexing: {batch-tokens: 1024, batch-documents: 8, live-batch-time: 50ms, linger: 20ms, bulk-documents: 50, bulk-size: 100 KiB, backfill-parallelism: 2, live-parallelism: 3, backfill-documents-per-second: 100, build-share: 0.2, abandon-superseded-below: 0.25, minimum-gain-per-hour: 0.01, rollback-window: 1h, rollback-generations: 5, hnsw-m: 8, hnsw-ef-construction: 64, vectors: quantized, unchanged-text: encode, forget-deleted-after: 7d, forget-untouched-after: 30d, chunk-tokens: 64, chunk-overlap: 8, chunks-per-document: 12, metadata: {price: double, "shop.tags": keywords}, task-vectors: snippets}
      negatives: {shares: {search: 0.25}, count: 7, depth: 30, score-share: 0.9, margin: 0.05}
      evaluation: {asks-per-second: 2.5, depth: 50, window-size: 30s, window-slide: 10s, sample-share: 0.5, rollback-windows: 2, alarm-delta: 0.01, alarm-lambda: 0.25, probe-path: /probes, probe-queries: 50, probe-replaced-share: 0.5, probe-documents: 2000, probe-seed: -3, tolerance: 0.03, tolerances: {snippets: 0.1}, minimum-queries: 7, minimum-gain: 0.01, promotion-age: 2d}
      serving: {host: 0.0.0.0, port: 8443, token-file: /secrets/tokens, operator-token-file: /secrets/operators, open: true, tls-certificate: /secrets/tls.crt, tls-key: /secrets/tls.key, follow-interval: 5s, batch-tokens: 2048, linger: 2ms, waiting-texts: 512, maximum-body: 512 KiB, maximum-texts: 64, requests-per-second: 12.5, request-timeout: 3s, stop-timeout: 8s, map-queries: true}
      checkpoints: {directory: "s3://bucket/checkpoints", interval: 5s, state-backend: rocksdb}
      """;

  @Test
  void defaults() {
    assertThat(String.join("\n", written(read(SMALLEST)))).isEqualTo(DEFAULTS.strip());
  }

  @Test
  void everyValueOfAFileIsWhereItsUsersLookForIt() {
    FreshetConfig config = read(FULL);
    assertThat(config.kafka())
        .hasToString(
            "KafkaConfig[bootstrapServers=a:1,b:2, groupPrefix=team-, topics=Topics[trainingExamples=t1, documents=t2, judgments=t3, modelVersions=t4, generations=t5, metrics=t6, deadLetters=t7, trainingSteps=t8], maximumRejectedShare=0.25, properties=[security.protocol, ssl.key.password]]");
    assertThat(config.kafka().properties())
        .isEqualTo(Map.of("security.protocol", "SSL", "ssl.key.password", "key-value"));
    assertThat(config.opensearch())
        .hasToString(
            "OpenSearchConfig[connection=ConnectionSettings[url=https://search:9200,https://more:9200, authentication=Basic[username=me, password=***], tls=TlsSettings[caFile=/certs/ca.pem, certificateFile=/certs/me.pem, keyFile=/certs/me.key, password=***], connectTimeout=PT2S, responseTimeout=PT3M], alias=texts, shards=3, replicas=2]");
    assertThat(config.opensearch().connection().authentication())
        .isEqualTo(new Authentication.Basic("me", "hush"));
    assertThat(config.model())
        .hasToString(
            "ModelConfig[path=/models/a, digest=%s, maxLength=128, device=cuda:1, threads=3, precision=FLOAT16]"
                .formatted("a".repeat(64)));
    assertThat(config.tasks().keySet()).containsExactly("search", "snippets");
    assertThat(config.tasks().get("search"))
        .hasToString(
            "TaskConfig[name=search, kind=QA, weight=0.5, temperature=0.05, queryPrompt=query: , documentPrompt=passage: , queryMaxLength=32, documentMaxLength=120, batchSize=16, negativesPerQuery=7, negatives=ALL, losses=%s, projection=96, learningRateFactor=2.0, samplingWeight=3.0, minimumShare=0.1, maximumShare=0.9, microBatchTokens=2048]"
                .formatted(config.tasks().get("search").losses()));
    assertThat(config.tasks().get("search").losses())
        .isEqualTo(
            new TaskLosses(
                List.of(
                    new LossConfig(
                        "info-nce",
                        1,
                        Map.of("temperature", 0.1, "negatives", (double) Negatives.OWN.code())),
                    new LossConfig("anchor", 0.25, Map.of())),
                List.of(new TaskLosses.Width(64, 1), new TaskLosses.Width(16, 0.5)),
                3,
                0.1,
                0.3));
    assertThat(config.tasks().get("snippets"))
        .as("batch size and micro-batch of the general sections, length within the model's")
        .hasToString(
            "TaskConfig[name=snippets, kind=IN_CONTEXT, weight=1.0, temperature=0.02, queryPrompt=, documentPrompt=, queryMaxLength=64, documentMaxLength=128, batchSize=8, negativesPerQuery=3, negatives=BATCH, losses=%s, projection=0, learningRateFactor=1.0, samplingWeight=1.0, minimumShare=0.0, maximumShare=1.0, microBatchTokens=4096]"
                .formatted(TaskLosses.OF_KIND));
    assertThat(config.sampling())
        .hasToString(
            "SamplingConfig[strategy=WEIGHTS, alpha=0.4, batchSize=8, tasksPerStep=1, replayRatio=2.5, freshCapacity=10, reservoirCapacity=20, minimumBuffered=4, maximumWait=77, repeatCap=2, maximumUses=9, maximumAge=5000, maximumRecordAge=PT2160H, defaultTask=snippets, seed=-7]");
    assertThat(config.training().optimizer())
        .hasToString(
            "OptimizerSettings[learningRate=0.001, schedule=LearningRateSchedule[shape=WARMUP_STABLE_DECAY, warmupSteps=5, totalSteps=50, decaySteps=4, cycleSteps=12], weightDecay=0.1, beta1=0.8, beta2=0.98, epsilon=1.0E-6, clipNorm=0.0, averageDecay=0.99, learningRateFactors={b.*=0.5, a.*=2.0}]");
    assertThat(config.training().parameters())
        .hasToString(
            "ParametersConfig[freezeEmbeddings=false, freezeLayers=0, freeze=[], freezeDocuments=false, startShare=0.2, adapterRank=8, adapterAlpha=32.0, adapterDropout=0.05, adapterLayers=[query, /.*value/], adapterStart=/adapters/a]");
    assertThat(config.training())
        .hasToString(
            "TrainingConfig[optimizer=%s, parameters=%s, dropout=0.1, anchor=/models/serving, seed=9, maximumSkippedSteps=3, microBatchTokens=4096, activationCheckpointing=LAYERS, replicas=2, trainers=TrainersConfig[count=3, meetEverySteps=20, meetLearningRate=0.5, meetMomentum=0.8, exchangePorts=50100-50109, exchangeTimeout=PT1M], versionEverySteps=20, reportEverySteps=2]"
                .formatted(config.training().optimizer(), config.training().parameters()));
    assertThat(config.registry())
        .hasToString(
            "RegistryConfig[path=s3://bucket/registry, keepLast=7, keepPromoted=3, keepDays=2]");
    assertThat(config.indexing())
        .hasToString(
            "IndexingConfig[batchTokens=1024, batchDocuments=8, liveBatchTime=PT0.05S, linger=PT0.02S, bulkDocuments=50, bulkSize=100 KiB, backfillParallelism=2, liveParallelism=3, backfillDocumentsPerSecond=100, buildShare=0.2, abandonSupersededBelow=0.25, minimumGainPerHour=0.01, rollbackWindow=PT1H, rollbackGenerations=5, hnswM=8, hnswEfConstruction=64, vectors=QUANTIZED, unchangedText=ENCODE, forgetDeletedAfter=PT168H, forgetUntouchedAfter=PT720H, chunkTokens=64, chunkOverlap=8, chunksPerDocument=12, metadata={price=DOUBLE, shop.tags=KEYWORDS}, taskVectors=[snippets]]");
    assertThat(config.negatives())
        .hasToString(
            "NegativesConfig[shares={search=0.25}, count=7, depth=30, scoreShare=0.9, margin=0.05]");
    assertThat(config.negatives().shareOf("snippets")).isZero();
    assertThat(config.negatives().on()).isTrue();
    assertThat(config.evaluation())
        .hasToString(
            "EvaluationConfig[asksPerSecond=2.5, depth=50, windowSize=PT30S, windowSlide=PT10S, sampleShare=0.5, rollbackWindows=2, alarmDelta=0.01, alarmLambda=0.25, probePath=/probes, probeRefresh=ProbeRefreshConfig[queries=50, replacedShare=0.5, documents=2000, seed=-3], gate=GateConfig[tolerance=0.03, tolerances={snippets=0.1}, minimumQueries=7, minimumGain=0.01, promotionAge=PT48H]]");
    assertThat(config.service())
        .hasToString(
            "ServiceConfig[host=0.0.0.0, port=8443, tokenFile=/secrets/tokens, operatorTokenFile=/secrets/operators, open=true, tlsCertificate=/secrets/tls.crt, tlsKey=/secrets/tls.key, followInterval=PT5S, batchTokens=2048, linger=PT0.002S, waitingTexts=512, maximumBody=512 KiB, maximumTexts=64, requestsPerSecond=12.5, requestTimeout=PT3S, stopTimeout=PT8S, mapQueries=true]");
    assertThat(config.checkpoints())
        .hasToString(
            "CheckpointConfig[directory=s3://bucket/checkpoints, interval=PT5S, stateBackend=rocksdb]");
  }

  @Test
  void theFullFileGivesEveryOption() {
    for (Field<?> field : FreshetConfig.OPTIONS.fields()) {
      String key = field.option().key();
      assertThat(given(FULL)).as(key).anyMatch(line -> line.startsWith(key));
    }
    for (Field<?> field : TaskConfig.OPTIONS.fields()) {
      String key = "tasks.search." + field.option().key();
      assertThat(given(FULL)).as(key).anyMatch(line -> line.startsWith(key));
    }
  }

  @Test
  void portsOfTrainersAreARange() {
    assertThat(read(FULL).training().trainers().ports()).hasToString("50100-50109");
    assertThat(read(SMALLEST).training().trainers().ports()).hasToString("any");
    assertThat(problems(SMALLEST + "training: {exchange-ports: 50109-50100}"))
        .containsExactly("training.exchange-ports: 50109-50100 is no range of ports");
    assertThat(problems(SMALLEST + "training: {exchange-ports: many}")).hasSize(1);
  }

  @Test
  void mappedQueriesNeedProbeSetsToBeTriedOn() {
    assertThat(problems(SMALLEST + "serving: {map-queries: true}"))
        .containsExactly(
            "serving.map-queries: needs evaluation.probe-path, whose judged queries say whether it helps");
    assertThat(
            read(SMALLEST + "serving: {map-queries: true}\nevaluation: {probe-path: /probes}")
                .service()
                .mapQueries())
        .isTrue();
  }

  @Test
  void theServiceIsOpenToOtherMachinesOnlyWhereSomethingKeepsStrangersOut() {
    assertThat(problems(SMALLEST + "serving: {host: 0.0.0.0}"))
        .containsExactly(
            "serving.host: '0.0.0.0' is reached from other machines; give serving.token-file, or set serving.open to true");
    for (String enough :
        List.of(
            "host: 0.0.0.0, token-file: tokens",
            "host: search.example, open: true",
            "host: localhost",
            "host: '::1'",
            "host: 127.0.0.2")) {
      assertThat(read(SMALLEST + "serving: {" + enough + "}").service()).as(enough).isNotNull();
    }
  }

  @Test
  void optionsOfTheServiceThatDoNotFitTogetherSayWhy() {
    assertThat(problems(SMALLEST + "serving: {tls-key: a.key, waiting-texts: 10}"))
        .containsExactly(
            "serving.tls-certificate and serving.tls-key: give both or neither",
            "serving.maximum-texts: must not exceed serving.waiting-texts");
  }

  @Test
  void sizesHaveUnits() {
    assertThat(read(SMALLEST + "indexing: {bulk-size: 2MiB}").indexing().bulkSize())
        .isEqualTo(new ByteSize(2L << 20));
    assertThat(problems(SMALLEST + "indexing: {bulk-size: 1024}"))
        .containsExactly(
            "indexing.bulk-size: '1024' is not allowed; expected size such as 512 MiB, 1 KiB to 100 MiB");
    assertThat(problems(SMALLEST + "indexing: {bulk-size: 1 GiB}")).hasSize(1);
  }

  @Test
  void aTaskTakesOtherValuesByTheSameRules() {
    TaskConfig task = read(FULL).tasks().get("search");
    assertThat(task.with(Map.of())).isEqualTo(task);
    assertThat(task.with(Map.of("weight", "2")).weight()).isEqualTo(2);
    assertThatThrownBy(() -> task.with(Map.of("temprature", "1")))
        .hasMessage("tasks.search.temprature: unknown key; did you mean tasks.search.temperature?");
    assertThat(task.with(Map.of("query-prompt", "${env:PASSWORD}")).queryPrompt())
        .as("what comes from a topic refers to nothing of this machine")
        .isEqualTo("${env:PASSWORD}");
  }

  @Test
  void whatIsWrittenReadsBackAsItWas() {
    String yaml =
        FULL.replace(", ssl.key.password: \"${env:KEY}\"", "")
            .replace("username: me, password: \"${env:PASSWORD}\", ", "")
            .replace("certificate-password: \"${env:PASSWORD}\", ", "");
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
                .connection()
                .authentication())
        .isEqualTo(new Authentication.Basic("me", "from-file"));
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
    for (String name : LossDefinitions.installed().names()) {
      String text = name + ":0.5";
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
    assertThat(problems(SMALLEST + "indexing: {linger: 5}"))
        .singleElement()
        .asString()
        .contains("indexing.linger: '5'", "duration such as 30s", "0ms to 1m");
    assertThat(problems(SMALLEST + "indexing: {linger: [1]}"))
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
  void openSearchIsReachedInOneWay() {
    ConnectionSettings signed =
        read(SMALLEST
                + "opensearch: {url: \"https://a\", aws-region: eu-central-1, aws-service: aoss}")
            .opensearch()
            .connection();
    assertThat(signed.authentication())
        .isEqualTo(new Authentication.AwsSigV4("eu-central-1", "aoss"));
    assertThat(problems(SMALLEST + "opensearch: {aws-service: ec2}"))
        .containsExactly("opensearch.aws-service: 'ec2' is not allowed; expected text, es or aoss");
    assertThat(
            problems(
                SMALLEST
                    + "opensearch: {username: me, password: \"${env:PASSWORD}\", aws-region: x,"
                    + " key-file: k}"))
        .containsExactlyInAnyOrder(
            "opensearch.username and opensearch.aws-region: requests are signed or have a"
                + " password, not both",
            "opensearch.key-file: needs its opensearch.certificate-file",
            "opensearch.url: certificates and AWS signatures need https, not"
                + " http://localhost:9200");
  }

  @Test
  void chunksHaveRoomForText() {
    assertThat(read(SMALLEST).indexing().chunking()).isEmpty();
    assertThat(read(SMALLEST + "indexing: {chunk-tokens: 64}").indexing().chunking())
        .contains(new Chunking(64, 16, 32));
    assertThat(problems(SMALLEST + "indexing: {chunk-tokens: 15}"))
        .containsExactly(
            "indexing.chunk-tokens: '15' is too few for a text; give 16 or more, or 0 for one vector a document");
    assertThat(problems(SMALLEST + "indexing: {chunk-tokens: 40, chunk-overlap: 21}"))
        .containsExactly("indexing.chunk-overlap: must not exceed half of indexing.chunk-tokens");
  }

  @Test
  void fieldsOfMetadataHaveTypesAndNames() {
    assertThat(problems(SMALLEST + "indexing: {metadata: {price: money}}"))
        .containsExactly(
            "indexing.metadata.price: 'money' is not allowed; expected long, double, boolean, date, keyword, keywords");
    assertThat(
            problems(SMALLEST + "indexing: {metadata: {\"a b\": long, shop: long, shop.x: date}}"))
        .containsExactlyInAnyOrder(
            "indexing.metadata.a b: a field's name is made of letters, digits, '_' and '-', in parts joined by dots",
            "indexing.metadata.shop: cannot be a value and hold shop.x at once");
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
  void theDefaultTaskIsATask() {
    assertThat(problems(SMALLEST + "sampling: {default-task: other}"))
        .containsExactly("sampling.default-task: no task is called other; there are search");
  }

  @Test
  void tasksWithVectorsOfTheirOwnAreTasks() {
    assertThat(problems(SMALLEST + "indexing: {task-vectors: \"search, code\"}"))
        .containsExactly("indexing.task-vectors: no task is called code; there are search");
    assertThat(read(SMALLEST + "indexing: {task-vectors: search}").documentsOf("search"))
        .contains(new DocumentProfile("", 256, Optional.empty()));
    assertThat(read(SMALLEST).documentsOf("search")).isEmpty();
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
  void tasksAreMinedThatLearnFromNegatives() {
    assertThat(read(SMALLEST).negatives().on()).isFalse();
    assertThat(read(SMALLEST + "negatives: {shares: {search: 0}}").negatives().on()).isFalse();
    assertThat(problems(SMALLEST + "negatives: {shares: {serch: 0.1}}"))
        .singleElement()
        .asString()
        .contains("negatives.shares.serch", "did you mean", "search");
    assertThat(problems(SMALLEST + "negatives: {shares: {search: 1.5}}"))
        .singleElement()
        .asString()
        .contains("negatives.shares.search");
    assertThat(problems(SMALLEST + "negatives: {count: 9, depth: 8}"))
        .containsExactly("negatives.count: must not exceed negatives.depth");
    String none =
        SMALLEST.replace("{search: {}}", "{search: {negatives-per-query: 0, losses: cosent}}");
    assertThat(read(none).negatives().on()).isFalse();
    assertThat(problems(none + "negatives: {shares: {search: 0.1}}"))
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem).startsWith("negatives.shares.search: "))
        .anySatisfy(problem -> assertThat(problem).contains("tasks.search.negatives-per-query"))
        .anySatisfy(problem -> assertThat(problem).contains("use info-nce"));
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
    assertThat(
            read(SMALLEST + "training: {version-every-steps: 300}")
                .training()
                .optimizer()
                .schedule()
                .cycleSteps())
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
    assertThat(
            read(SMALLEST + "training.learning-rate: 3e-4").training().optimizer().learningRate())
        .isEqualTo(3e-4);
  }

  /** The lines {@code key=value} of a configuration as it is written. */
  private static List<String> written(FreshetConfig config) {
    return given(ConfigWriter.toYaml(config));
  }

  /** The lines {@code key=value} of a file, keys whole. */
  private static List<String> given(String yaml) {
    List<String> lines = new ArrayList<>();
    try {
      flatten("", new YAMLMapper().readTree(yaml), lines);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
    return lines;
  }

  private static void flatten(String key, JsonNode node, List<String> lines) {
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(
              member ->
                  flatten(
                      key.isEmpty() ? member.getKey() : key + "." + member.getKey(),
                      member.getValue(),
                      lines));
    } else {
      lines.add(key + "=" + (node.isDouble() ? node.doubleValue() : node.asText()));
    }
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

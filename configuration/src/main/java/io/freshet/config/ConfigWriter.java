/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Optional;

/**
 * Writes a configuration as YAML with every option spelt out. Secrets are masked, so what it writes
 * is for people and logs; a configuration without secrets reads back as it was.
 */
public final class ConfigWriter {
  private static final String MASK = "***";
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private final ObjectNode root = YAML.createObjectNode();

  private ConfigWriter() {}

  /** The configuration as YAML. */
  public static String toYaml(FreshetConfig config) {
    ConfigWriter writer = new ConfigWriter();
    writer.collect(config);
    try {
      return YAML.writeValueAsString(writer.root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts cannot fail to be written", e);
    }
  }

  private void collect(FreshetConfig c) {
    kafka(c.kafka());
    put(JobOptions.OPENSEARCH_URL, c.opensearch().url());
    put(JobOptions.ALIAS, c.opensearch().alias());
    put(JobOptions.USERNAME, c.opensearch().username());
    put(JobOptions.PASSWORD, c.opensearch().password());
    put(JobOptions.SHARDS, c.opensearch().shards());
    put(JobOptions.REPLICAS, c.opensearch().replicas());
    put(JobOptions.MODEL_PATH, c.model().path());
    put(JobOptions.MODEL_DIGEST, c.model().digest());
    put(JobOptions.MODEL_MAX_LENGTH, c.model().maxLength());
    put(JobOptions.DEVICE, c.model().device());
    put(JobOptions.THREADS, c.model().threads());
    put(JobOptions.PRECISION, c.model().precision());
    c.tasks().values().forEach(this::task);
    sampling(c.sampling());
    training(c.training());
    put(JobOptions.REGISTRY_PATH, c.registry().path());
    indexing(c.indexing());
    evaluation(c.evaluation());
    put(JobOptions.CHECKPOINT_DIRECTORY, c.checkpoints().directory());
    put(JobOptions.CHECKPOINT_INTERVAL, c.checkpoints().interval());
    put(JobOptions.STATE_BACKEND, c.checkpoints().stateBackend());
  }

  private void kafka(KafkaConfig k) {
    put(JobOptions.BOOTSTRAP_SERVERS, k.bootstrapServers());
    put(JobOptions.GROUP_PREFIX, k.groupPrefix());
    put(JobOptions.TOPIC_TRAINING_EXAMPLES, k.topics().trainingExamples());
    put(JobOptions.TOPIC_DOCUMENTS, k.topics().documents());
    put(JobOptions.TOPIC_JUDGMENTS, k.topics().judgments());
    put(JobOptions.TOPIC_MODEL_VERSIONS, k.topics().modelVersions());
    put(JobOptions.TOPIC_GENERATIONS, k.topics().generations());
    put(JobOptions.TOPIC_METRICS, k.topics().metrics());
    put(JobOptions.TOPIC_DEAD_LETTERS, k.topics().deadLetters());
    put(JobOptions.MAXIMUM_REJECTED_SHARE, k.maximumRejectedShare());
    ObjectNode properties = section("kafka").putObject("properties");
    k.properties()
        .forEach((key, value) -> properties.put(key, ConfigReader.isSecret(key) ? MASK : value));
  }

  private void task(TaskConfig t) {
    put(t, TaskOptions.KIND, t.kind());
    put(t, TaskOptions.WEIGHT, t.weight());
    put(t, TaskOptions.TEMPERATURE, t.temperature());
    put(t, TaskOptions.QUERY_PROMPT, t.queryPrompt());
    put(t, TaskOptions.DOCUMENT_PROMPT, t.documentPrompt());
    put(t, TaskOptions.QUERY_MAX_LENGTH, t.queryMaxLength());
    put(t, TaskOptions.DOCUMENT_MAX_LENGTH, t.documentMaxLength());
    put(t, TaskOptions.BATCH_SIZE, t.batchSize());
    put(t, TaskOptions.NEGATIVES_PER_QUERY, t.negativesPerQuery());
    put(t, TaskOptions.NEGATIVES, t.negatives());
    put(t, TaskOptions.LOSSES, t.losses().terms());
    put(t, TaskOptions.MATRYOSHKA, t.losses().matryoshka());
    put(t, TaskOptions.TEACHER_TEMPERATURE, t.losses().teacherTemperature());
    put(t, TaskOptions.FALSE_NEGATIVE_MARGIN, t.losses().falseNegativeMargin());
    put(t, TaskOptions.MASKED_SHARE, t.losses().maskedShare());
    put(t, TaskOptions.PROJECTION, t.projection());
    put(t, TaskOptions.LEARNING_RATE_FACTOR, t.learningRateFactor());
    put(t, TaskOptions.SAMPLING_WEIGHT, t.samplingWeight());
    put(t, TaskOptions.PART_TOKENS, t.partTokens());
  }

  private void sampling(SamplingConfig s) {
    put(JobOptions.STRATEGY, s.strategy());
    put(JobOptions.ALPHA, s.alpha());
    put(JobOptions.TASKS_PER_STEP, s.tasksPerStep());
    put(JobOptions.REPLAY_RATIO, s.replayRatio());
    put(JobOptions.FRESH_CAPACITY, s.freshCapacity());
    put(JobOptions.RESERVOIR_CAPACITY, s.reservoirCapacity());
    put(JobOptions.MINIMUM_BUFFERED, s.minimumBuffered());
    put(JobOptions.REPEAT_CAP, s.repeatCap());
    put(JobOptions.SAMPLING_SEED, s.seed());
  }

  private void training(TrainingConfig t) {
    put(JobOptions.LEARNING_RATE, t.learningRate());
    put(JobOptions.SCHEDULE, t.schedule());
    put(JobOptions.WARMUP_STEPS, t.warmupSteps());
    put(JobOptions.TOTAL_STEPS, t.totalSteps());
    put(JobOptions.WEIGHT_DECAY, t.weightDecay());
    put(JobOptions.BETA1, t.beta1());
    put(JobOptions.BETA2, t.beta2());
    put(JobOptions.EPSILON, t.epsilon());
    put(JobOptions.CLIP_NORM, t.clipNorm());
    put(JobOptions.DROPOUT, t.dropout());
    put(JobOptions.ANCHOR, t.anchor());
    put(JobOptions.TRAINING_SEED, t.seed());
    put(JobOptions.MAXIMUM_SKIPPED_STEPS, t.maximumSkippedSteps());
    put(JobOptions.PART_TOKENS, t.partTokens());
    put(JobOptions.RECOMPUTE, t.recompute());
    put(JobOptions.TRAINING_REPLICAS, t.replicas());
    put(JobOptions.VERSION_EVERY_STEPS, t.versionEverySteps());
    put(JobOptions.REPORT_EVERY_STEPS, t.reportEverySteps());
    put(JobOptions.DECAY_STEPS, t.decaySteps());
    put(JobOptions.CYCLE_STEPS, t.cycleSteps());
    put(JobOptions.AVERAGE_DECAY, t.averageDecay());
    put(JobOptions.LEARNING_RATE_FACTORS, t.parameters().learningRateFactors());
    put(JobOptions.FREEZE_EMBEDDINGS, t.parameters().freezeEmbeddings());
    put(JobOptions.FREEZE_LAYERS, t.parameters().freezeLayers());
    put(JobOptions.FREEZE, t.parameters().freeze());
    put(JobOptions.FREEZE_DOCUMENTS, t.parameters().freezeDocuments());
    put(JobOptions.START_SHARE, t.parameters().startShare());
    put(JobOptions.ADAPTER_RANK, t.parameters().adapterRank());
    put(JobOptions.ADAPTER_ALPHA, t.parameters().adapterAlpha());
    put(JobOptions.ADAPTER_DROPOUT, t.parameters().adapterDropout());
    put(JobOptions.ADAPTER_LAYERS, t.parameters().adapterLayers());
    put(JobOptions.ADAPTER_START, t.parameters().adapterStart());
  }

  private void indexing(IndexingConfig i) {
    put(JobOptions.BATCH_TOKENS, i.batchTokens());
    put(JobOptions.BATCH_DOCUMENTS, i.batchDocuments());
    put(JobOptions.BATCH_WAIT, i.batchWait());
    put(JobOptions.BULK_DOCUMENTS, i.bulkDocuments());
    put(JobOptions.BULK_BYTES, i.bulkBytes());
    put(JobOptions.BACKFILL_PARALLELISM, i.backfillParallelism());
    put(JobOptions.LIVE_PARALLELISM, i.liveParallelism());
    put(JobOptions.BACKFILL_RATE, i.backfillDocumentsPerSecond());
    put(JobOptions.ROLLBACK_WINDOW, i.rollbackWindow());
    put(JobOptions.HNSW_M, i.hnswM());
    put(JobOptions.HNSW_EF_CONSTRUCTION, i.hnswEfConstruction());
  }

  private void evaluation(EvaluationConfig e) {
    put(JobOptions.ASKS_PER_SECOND, e.asksPerSecond());
    put(JobOptions.DEPTH, e.depth());
    put(JobOptions.WINDOW_SIZE, e.windowSize());
    put(JobOptions.WINDOW_SLIDE, e.windowSlide());
    put(JobOptions.SAMPLE_SHARE, e.sampleShare());
    put(JobOptions.ROLLBACK_WINDOWS, e.rollbackWindows());
    put(JobOptions.ALARM_DELTA, e.alarmDelta());
    put(JobOptions.ALARM_LAMBDA, e.alarmLambda());
    put(JobOptions.PROBE_PATH, e.probePath());
    put(JobOptions.PROBE_QUERIES, e.probeRefresh().queries());
    put(JobOptions.PROBE_REPLACED_SHARE, e.probeRefresh().replacedShare());
    put(JobOptions.PROBE_DOCUMENTS, e.probeRefresh().documents());
    put(JobOptions.PROBE_SEED, e.probeRefresh().seed());
    put(JobOptions.TOLERANCE, e.gate().tolerance());
    ObjectNode tolerances = section("evaluation").putObject("tolerances");
    e.gate().tolerances().forEach(tolerances::put);
    put(JobOptions.MINIMUM_QUERIES, e.gate().minimumQueries());
    put(JobOptions.MINIMUM_GAIN, e.gate().minimumGain());
    put(JobOptions.PROMOTION_AGE, e.gate().promotionAge());
  }

  private <T> void put(Option<T> option, T value) {
    int dot = option.key().lastIndexOf('.');
    boolean hidden = option.secret() && !option.initial().equals(Optional.of(value));
    set(
        section(option.key().substring(0, dot).split("\\.")),
        option.key().substring(dot + 1),
        hidden ? MASK : yaml(option, value));
  }

  private <T> void put(TaskConfig task, Option<T> option, T value) {
    set(section(JobOptions.TASKS, task.name()), option.key(), yaml(option, value));
  }

  private static <T> Object yaml(Option<T> option, T value) {
    return value instanceof Number ? value : option.type().writer().apply(value);
  }

  private static void set(ObjectNode section, String key, Object value) {
    section.set(key, YAML.valueToTree(value));
  }

  private ObjectNode section(String... path) {
    ObjectNode at = root;
    for (String name : path) {
      at = at.withObjectProperty(name);
    }
    return at;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.TrainingConfig.Schedule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the records of a configuration from checked values, and checks options together. */
final class ConfigAssembly {
  private ConfigAssembly() {}

  static FreshetConfig assemble(
      ConfigValues v,
      Map<String, ConfigValues> tasks,
      Map<String, String> kafkaProperties,
      Map<String, Double> tolerances) {
    ModelConfig model =
        new ModelConfig(
            v.get(JobOptions.MODEL_PATH),
            v.get(JobOptions.MODEL_DIGEST),
            v.get(JobOptions.MODEL_MAX_LENGTH),
            v.get(JobOptions.DEVICE),
            v.get(JobOptions.THREADS),
            v.get(JobOptions.PRECISION));
    int batchSize = v.get(JobOptions.SAMPLING_BATCH_SIZE);
    int partTokens = v.get(JobOptions.PART_TOKENS);
    Map<String, TaskConfig> taskConfigs = new LinkedHashMap<>();
    tasks.forEach(
        (name, values) ->
            taskConfigs.put(name, task(name, values, batchSize, model.maxLength(), partTokens)));
    RegistryConfig registry = new RegistryConfig(v.get(JobOptions.REGISTRY_PATH));
    return new FreshetConfig(
        kafka(v, kafkaProperties),
        new OpenSearchConfig(
            withoutSlash(v.get(JobOptions.OPENSEARCH_URL)),
            v.get(JobOptions.ALIAS),
            v.get(JobOptions.USERNAME),
            v.get(JobOptions.PASSWORD),
            v.get(JobOptions.SHARDS),
            v.get(JobOptions.REPLICAS)),
        model,
        Collections.unmodifiableMap(taskConfigs),
        sampling(v, tasks.size()),
        training(v),
        registry,
        indexing(v),
        new EvaluationConfig(
            v.get(JobOptions.ASKS_PER_SECOND),
            v.get(JobOptions.DEPTH),
            v.get(JobOptions.WINDOW_SIZE),
            v.get(JobOptions.WINDOW_SLIDE),
            v.get(JobOptions.SAMPLE_SHARE),
            v.get(JobOptions.ROLLBACK_WINDOWS),
            v.get(JobOptions.ALARM_DELTA),
            v.get(JobOptions.ALARM_LAMBDA),
            v.get(JobOptions.PROBE_PATH),
            new ProbeRefreshConfig(
                v.get(JobOptions.PROBE_QUERIES),
                v.get(JobOptions.PROBE_REPLACED_SHARE),
                v.get(JobOptions.PROBE_DOCUMENTS),
                v.get(JobOptions.PROBE_SEED)),
            new GateConfig(
                v.get(JobOptions.TOLERANCE),
                Collections.unmodifiableMap(tolerances),
                v.get(JobOptions.MINIMUM_QUERIES),
                v.get(JobOptions.MINIMUM_GAIN),
                v.get(JobOptions.PROMOTION_AGE))),
        new CheckpointConfig(
            v.has(JobOptions.CHECKPOINT_DIRECTORY)
                ? v.get(JobOptions.CHECKPOINT_DIRECTORY)
                : withoutSlash(registry.path()) + "-checkpoints",
            v.get(JobOptions.CHECKPOINT_INTERVAL),
            v.get(JobOptions.STATE_BACKEND)));
  }

  /** What single values allow and their combination does not. */
  static List<String> contradictions(FreshetConfig config, ConfigValues values) {
    List<String> problems = new ArrayList<>();
    int tasks = config.tasks().size();
    if (values.has(JobOptions.TASKS_PER_STEP) && config.sampling().tasksPerStep() > tasks) {
      problems.add(
          "%s: '%d' is more than there are tasks (%d)"
              .formatted(JobOptions.TASKS_PER_STEP.key(), config.sampling().tasksPerStep(), tasks));
    }
    TrainingConfig training = config.training();
    if (training.schedule() == Schedule.WARMUP_STABLE_DECAY) {
      problems.addAll(cycles(training));
    } else if (training.schedule() != Schedule.CONSTANT
        && training.totalSteps() <= training.warmupSteps()) {
      problems.add(
          "%s: '%d' must exceed %s (%d) under the schedule '%s'"
              .formatted(
                  JobOptions.TOTAL_STEPS.key(),
                  training.totalSteps(),
                  JobOptions.WARMUP_STEPS.key(),
                  training.warmupSteps(),
                  JobOptions.SCHEDULE.type().writer().apply(training.schedule())));
    }
    if (training.parameters().adapted() && training.parameters().frozen()) {
      problems.add(
          "%s, %s, %s: an adapter freezes the whole network already; leave them out"
              .formatted(
                  JobOptions.FREEZE_EMBEDDINGS.key(),
                  JobOptions.FREEZE_LAYERS.key(),
                  JobOptions.FREEZE.key()));
    }
    for (TaskConfig task : config.tasks().values()) {
      if (training.parameters().freezeDocuments() && task.projection() > 0) {
        problems.add(
            "%s: task %s has a projection, which changes its documents too"
                .formatted(JobOptions.FREEZE_DOCUMENTS.key(), task.name()));
      }
      if (training.parameters().freezeDocuments() && task.treatsTextsAlike()) {
        problems.add(
            "%s: the losses of task %s treat both of its texts alike, so that neither can stay as it is"
                .formatted(JobOptions.FREEZE_DOCUMENTS.key(), task.name()));
      }
      if (training.dropout() == 0 && task.learnsFromDropout()) {
        problems.add(
            "%s: '0' leaves nothing for task %s to learn from: its views differ by dropout alone"
                .formatted(JobOptions.DROPOUT.key(), task.name()));
      }
    }
    EvaluationConfig evaluation = config.evaluation();
    if (evaluation.windowSlide().compareTo(evaluation.windowSize()) > 0) {
      problems.add(
          "%s: must not exceed %s"
              .formatted(JobOptions.WINDOW_SLIDE.key(), JobOptions.WINDOW_SIZE.key()));
    }
    if (config.opensearch().username().isEmpty() != config.opensearch().password().isEmpty()) {
      problems.add(
          "%s and %s: give both or neither"
              .formatted(JobOptions.USERNAME.key(), JobOptions.PASSWORD.key()));
    }
    return problems;
  }

  private static List<String> cycles(TrainingConfig training) {
    Option<Long> length =
        training.totalSteps() > 0 ? JobOptions.TOTAL_STEPS : JobOptions.CYCLE_STEPS;
    long steps = training.totalSteps() > 0 ? training.totalSteps() : training.cycleSteps();
    long needed = training.warmupSteps() + training.decaySteps();
    return steps >= needed
        ? List.of()
        : List.of(
            "%s: '%d' must be at least %s and %s together (%d)"
                .formatted(
                    length.key(),
                    steps,
                    JobOptions.WARMUP_STEPS.key(),
                    JobOptions.DECAY_STEPS.key(),
                    needed));
  }

  private static KafkaConfig kafka(ConfigValues v, Map<String, String> properties) {
    return new KafkaConfig(
        v.get(JobOptions.BOOTSTRAP_SERVERS),
        v.get(JobOptions.GROUP_PREFIX),
        new KafkaConfig.Topics(
            v.get(JobOptions.TOPIC_TRAINING_EXAMPLES),
            v.get(JobOptions.TOPIC_DOCUMENTS),
            v.get(JobOptions.TOPIC_JUDGMENTS),
            v.get(JobOptions.TOPIC_MODEL_VERSIONS),
            v.get(JobOptions.TOPIC_GENERATIONS),
            v.get(JobOptions.TOPIC_METRICS),
            v.get(JobOptions.TOPIC_DEAD_LETTERS)),
        v.get(JobOptions.MAXIMUM_REJECTED_SHARE),
        Collections.unmodifiableMap(properties));
  }

  private static TaskConfig task(
      String name, ConfigValues v, int batchSize, int maxLength, int partTokens) {
    return new TaskConfig(
        name,
        v.get(TaskOptions.KIND),
        v.get(TaskOptions.WEIGHT),
        v.get(TaskOptions.TEMPERATURE),
        v.get(TaskOptions.QUERY_PROMPT),
        v.get(TaskOptions.DOCUMENT_PROMPT),
        Math.min(maxLength, v.get(TaskOptions.QUERY_MAX_LENGTH)),
        Math.min(maxLength, v.get(TaskOptions.DOCUMENT_MAX_LENGTH)),
        v.getOr(TaskOptions.BATCH_SIZE, batchSize),
        v.get(TaskOptions.NEGATIVES_PER_QUERY),
        v.get(TaskOptions.NEGATIVES),
        new TaskLosses(
            v.get(TaskOptions.LOSSES),
            v.get(TaskOptions.MATRYOSHKA),
            v.get(TaskOptions.TEACHER_TEMPERATURE),
            v.get(TaskOptions.FALSE_NEGATIVE_MARGIN),
            v.get(TaskOptions.MASKED_SHARE)),
        v.get(TaskOptions.PROJECTION),
        v.get(TaskOptions.LEARNING_RATE_FACTOR),
        v.get(TaskOptions.SAMPLING_WEIGHT),
        v.getOr(TaskOptions.PART_TOKENS, partTokens));
  }

  private static SamplingConfig sampling(ConfigValues v, int tasks) {
    return new SamplingConfig(
        v.get(JobOptions.STRATEGY),
        v.get(JobOptions.ALPHA),
        v.has(JobOptions.TASKS_PER_STEP)
            ? v.get(JobOptions.TASKS_PER_STEP)
            : Math.min(tasks, v.get(JobOptions.TASKS_PER_STEP)),
        v.get(JobOptions.REPLAY_RATIO),
        v.get(JobOptions.FRESH_CAPACITY),
        v.get(JobOptions.RESERVOIR_CAPACITY),
        v.get(JobOptions.MINIMUM_BUFFERED),
        v.get(JobOptions.REPEAT_CAP),
        v.get(JobOptions.SAMPLING_SEED));
  }

  private static TrainingConfig training(ConfigValues v) {
    return new TrainingConfig(
        v.get(JobOptions.LEARNING_RATE),
        v.get(JobOptions.SCHEDULE),
        v.get(JobOptions.WARMUP_STEPS),
        v.get(JobOptions.TOTAL_STEPS),
        v.get(JobOptions.WEIGHT_DECAY),
        v.get(JobOptions.BETA1),
        v.get(JobOptions.BETA2),
        v.get(JobOptions.EPSILON),
        v.get(JobOptions.CLIP_NORM),
        v.get(JobOptions.DROPOUT),
        v.get(JobOptions.ANCHOR),
        v.get(JobOptions.TRAINING_SEED),
        v.get(JobOptions.MAXIMUM_SKIPPED_STEPS),
        v.get(JobOptions.PART_TOKENS),
        v.get(JobOptions.RECOMPUTE),
        v.get(JobOptions.TRAINING_REPLICAS),
        v.get(JobOptions.VERSION_EVERY_STEPS),
        v.get(JobOptions.REPORT_EVERY_STEPS),
        v.get(JobOptions.DECAY_STEPS),
        v.getOr(JobOptions.CYCLE_STEPS, (long) v.get(JobOptions.VERSION_EVERY_STEPS)),
        v.get(JobOptions.AVERAGE_DECAY),
        new ParametersConfig(
            v.get(JobOptions.LEARNING_RATE_FACTORS),
            v.get(JobOptions.FREEZE_EMBEDDINGS),
            v.get(JobOptions.FREEZE_LAYERS),
            v.get(JobOptions.FREEZE),
            v.get(JobOptions.FREEZE_DOCUMENTS),
            v.get(JobOptions.START_SHARE),
            v.get(JobOptions.ADAPTER_RANK),
            v.get(JobOptions.ADAPTER_ALPHA),
            v.get(JobOptions.ADAPTER_DROPOUT),
            v.get(JobOptions.ADAPTER_LAYERS),
            v.get(JobOptions.ADAPTER_START)));
  }

  private static IndexingConfig indexing(ConfigValues v) {
    return new IndexingConfig(
        v.get(JobOptions.BATCH_TOKENS),
        v.get(JobOptions.BATCH_DOCUMENTS),
        v.get(JobOptions.BATCH_WAIT),
        v.get(JobOptions.BULK_DOCUMENTS),
        v.get(JobOptions.BULK_BYTES),
        v.get(JobOptions.BACKFILL_PARALLELISM),
        v.get(JobOptions.LIVE_PARALLELISM),
        v.get(JobOptions.BACKFILL_RATE),
        v.get(JobOptions.ROLLBACK_WINDOW),
        v.get(JobOptions.HNSW_M),
        v.get(JobOptions.HNSW_EF_CONSTRUCTION));
  }

  private static String withoutSlash(String uri) {
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }
}

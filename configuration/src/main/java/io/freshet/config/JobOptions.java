/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Every key of the configuration but those of a task ({@link TaskOptions}): the one place from
 * which files are read, checked and written, and the reference table is made.
 */
final class JobOptions {
  /** The section whose keys are names of tasks. */
  static final String TASKS = "tasks";

  /** The section that is handed to Kafka's clients as it is. */
  static final String KAFKA_PROPERTIES = "kafka.properties";

  /** The section whose keys are names of tasks and whose values are their tolerances. */
  static final String TOLERANCES = "evaluation.tolerances";

  private static final String NAME = "[A-Za-z0-9._-]{1,200}";

  static final Option<String> BOOTSTRAP_SERVERS =
      Option.text(
          "kafka.bootstrap-servers", "localhost:9092", "Brokers as host:port, comma separated.");
  static final Option<String> GROUP_PREFIX =
      Option.text(
          "kafka.group-prefix", "freshet-", "Put before the names of the jobs' consumer groups.");
  static final Option<String> TOPIC_TRAINING_EXAMPLES =
      Option.matching(
          "kafka.topics.training-examples",
          "training-examples",
          NAME,
          "letters, digits, dot, hyphen, underscore",
          "Topic of training examples and control records.");
  static final Option<String> TOPIC_DOCUMENTS =
      Option.matching(
          "kafka.topics.documents",
          "documents",
          NAME,
          "letters, digits, dot, hyphen, underscore",
          "Topic of documents, compacted.");
  static final Option<String> TOPIC_JUDGMENTS =
      Option.matching(
          "kafka.topics.judgments",
          "judgments",
          NAME,
          "letters, digits, dot, hyphen, underscore",
          "Topic of judged queries.");
  static final Option<String> TOPIC_MODEL_VERSIONS =
      Option.matching(
          "kafka.topics.model-versions",
          "model-versions",
          NAME,
          "letters, digits, dot, hyphen, underscore",
          "Topic of versions and decisions, compacted, one partition.");
  static final Option<String> TOPIC_GENERATIONS =
      Option.matching(
          "kafka.topics.generations",
          "generations",
          NAME,
          "letters, digits, dot, hyphen, underscore",
          "Topic of generations, compacted, one partition.");
  static final Option<String> TOPIC_METRICS =
      Option.matching(
          "kafka.topics.metrics",
          "metrics",
          NAME,
          "letters, digits, dot, hyphen, underscore",
          "Topic of metrics.");
  static final Option<String> TOPIC_DEAD_LETTERS =
      Option.matching(
          "kafka.topics.dead-letters",
          "dead-letters",
          NAME,
          "letters, digits, dot, hyphen, underscore",
          "Topic of records that could not be used.");
  static final Option<Double> MAXIMUM_REJECTED_SHARE =
      Option.real(
          "kafka.maximum-rejected-share",
          0.5,
          0,
          1,
          "Share of rejected records among the last 1,000 of a topic above which a job fails.");
  static final Option<String> OPENSEARCH_URL =
      Option.matching(
          "opensearch.url",
          "http://localhost:9200",
          "https?://\\S+",
          "http://.. or https://..",
          "Base URL of OpenSearch.");
  static final Option<String> ALIAS =
      Option.matching(
          "opensearch.alias",
          "docs",
          "[a-z][a-z0-9-]{0,63}",
          "lower-case letters, digits, hyphen",
          "Alias that searches resolve; indices are named after it.");
  static final Option<String> USERNAME =
      Option.text("opensearch.username", "", "User, empty for none.");
  static final Option<String> PASSWORD =
      Option.secret("opensearch.password", "Password of the user.");
  static final Option<Integer> SHARDS =
      Option.integer("opensearch.shards", 1, 1, 1024, "Primary shards of an index.");
  static final Option<Integer> REPLICAS =
      Option.integer("opensearch.replicas", 0, 0, 16, "Copies of every shard beyond the primary.");
  static final Option<String> MODEL_PATH =
      Option.required(
          "model.path",
          "Folder of the model that training starts from: a path, or a URI of any Flink file system.");
  static final Option<String> MODEL_DIGEST =
      Option.matching(
          "model.digest",
          "",
          "([0-9a-f]{64})?",
          "64 hexadecimal digits",
          "Digest that the model at `model.path` must have, as `freshet init` and `freshet train` print it; empty for any.");
  static final Option<Integer> MODEL_MAX_LENGTH =
      Option.integer("model.max-length", 256, 2, 32_768, "Tokens of any text at most.");
  static final Option<String> DEVICE =
      Option.matching(
          "model.device",
          "auto",
          "auto|cpu|cuda(:\\d+)?",
          "auto, cpu, cuda or cuda:n",
          "Where the model runs.");
  static final Option<Integer> THREADS =
      Option.integer(
          "model.threads",
          0,
          0,
          1024,
          "Threads of one call of the model on a CPU; 0 for one a processor of the machine that computes.");
  static final Option<ModelConfig.Precision> PRECISION =
      Option.choice(
          "model.precision",
          ModelConfig.Precision.class,
          ModelConfig.Precision.AUTO,
          "Type of the network's products; auto is bfloat16 on CUDA and float32 on a CPU. Trained weights, norms and losses are always float32.");
  static final Option<SamplingConfig.Strategy> STRATEGY =
      Option.choice(
          "sampling.strategy",
          SamplingConfig.Strategy.class,
          SamplingConfig.Strategy.TEMPERATURE,
          "How the task of a sub-batch is chosen.");
  static final Option<Double> ALPHA =
      Option.real(
          "sampling.alpha",
          0.5,
          0,
          1,
          "Exponent of the temperature strategy: 0 is uniform, 1 proportional to arrivals.");
  static final Option<Integer> SAMPLING_BATCH_SIZE =
      Option.integer(
          "sampling.batch-size", 32, 2, 65_536, "Rows of a sub-batch where the task gives none.");
  static final Option<Integer> TASKS_PER_STEP =
      Option.integer(
          "sampling.tasks-per-step",
          2,
          1,
          64,
          "Task-homogeneous sub-batches a step; the default is 1 where there is one task.");
  static final Option<Double> REPLAY_RATIO =
      Option.positive(
          "sampling.replay-ratio", 1.0, 1000, "Rows trained for every example that arrives.");
  static final Option<Integer> FRESH_CAPACITY =
      Option.integer(
          "sampling.fresh-capacity",
          100_000,
          1,
          100_000_000,
          "Examples that wait for their first use, a task.");
  static final Option<Integer> RESERVOIR_CAPACITY =
      Option.integer(
          "sampling.reservoir-capacity",
          100_000,
          0,
          100_000_000,
          "Past examples kept for replay, a task.");
  static final Option<Integer> MINIMUM_BUFFERED =
      Option.integer(
          "sampling.minimum-buffered",
          32,
          1,
          1_000_000,
          "Examples a task must have seen before it takes part.");
  static final Option<Integer> REPEAT_CAP =
      Option.integer(
          "sampling.repeat-cap",
          1,
          0,
          1000,
          "How often a row may be drawn from the reservoir in a step at the most.");
  static final Option<Long> SAMPLING_SEED =
      Option.number(
          "sampling.seed",
          42,
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          "Seed of every draw of the sampler.");
  static final Option<Double> LEARNING_RATE =
      Option.positive(
          "training.learning-rate", 2e-5, 1, "Learning rate of AdamW after the warm-up.");
  static final Option<TrainingConfig.Schedule> SCHEDULE =
      Option.choice(
          "training.schedule",
          TrainingConfig.Schedule.class,
          TrainingConfig.Schedule.CONSTANT,
          "How the learning rate moves after the warm-up.");
  static final Option<Integer> WARMUP_STEPS =
      Option.integer(
          "training.warmup-steps",
          100,
          0,
          10_000_000,
          "Steps in which the learning rate rises from 0.");
  static final Option<Long> TOTAL_STEPS =
      Option.number(
          "training.total-steps",
          0,
          0,
          Long.MAX_VALUE,
          "Steps at whose end linear, cosine and warmup-stable-decay schedules reach 0; 0 for an endless stream, which only constant and warmup-stable-decay allow.");
  static final Option<Long> DECAY_STEPS =
      Option.number(
          "training.decay-steps",
          100,
          1,
          Long.MAX_VALUE,
          "Steps of the fall at the end of every cycle, or of the total, under warmup-stable-decay.");
  static final Option<Long> CYCLE_STEPS =
      Option.number(
          "training.cycle-steps",
          1000,
          1,
          Long.MAX_VALUE,
          "Steps of a cycle (warm-up, stable, decay) under warmup-stable-decay without total-steps; `training.version-every-steps` where not given, so that versions are taken where the learning rate has fallen.");
  static final Option<Double> WEIGHT_DECAY =
      Option.real("training.weight-decay", 0.01, 0, 1, "Decoupled weight decay of AdamW.");
  static final Option<Double> BETA1 =
      Option.real("training.beta1", 0.9, 0, 0.999_999, "Decay of AdamW's first moment.");
  static final Option<Double> BETA2 =
      Option.real("training.beta2", 0.999, 0, 0.999_999_999, "Decay of AdamW's second moment.");
  static final Option<Double> EPSILON =
      Option.positive("training.epsilon", 1e-8, 1, "AdamW's epsilon.");
  static final Option<Double> CLIP_NORM =
      Option.real(
          "training.clip-norm",
          1.0,
          0,
          1e6,
          "Global norm of the gradients at most; 0 for no clip.");
  static final Option<Double> AVERAGE_DECAY =
      Option.real(
          "training.average-decay",
          0,
          0,
          0.999_999,
          "Decay of the exponential moving average of the weights, such as 0.999; versions are then made of the average. 0 for none.");
  static final Option<Map<String, Double>> LEARNING_RATE_FACTORS =
      Option.factors(
          "training.learning-rate-factors",
          "Multiply the learning rate of the tensors that a pattern names, such as `embeddings.*=0.1, /.*\\.layer\\.[01]\\..*/=0.5`; the first that matches counts.");
  static final Option<Boolean> FREEZE_EMBEDDINGS =
      Option.flag(
          "training.freeze-embeddings",
          "Whether everything before the first layer stays as it is.");
  static final Option<Integer> FREEZE_LAYERS =
      Option.integer(
          "training.freeze-layers",
          0,
          0,
          100_000,
          "How many of the first layers stay as they are.");
  static final Option<List<String>> FREEZE =
      Option.patterns(
          "training.freeze", List.of(), "Names of further tensors that stay as they are.");
  static final Option<Boolean> FREEZE_DOCUMENTS =
      Option.flag(
          "training.freeze-documents",
          "Whether documents are embedded as the start model does it, so that queries alone are trained and an index of the start stays right for every version's queries. Tasks must have losses that tell queries from documents, and no projections.");
  static final Option<Double> START_SHARE =
      Option.real(
          "training.start-share",
          0,
          0,
          0.999_999,
          "Share of the start model's weights in those of every version, against forgetting: a version is (1 - share) of what was trained (or of its average) and share of the start. Training itself goes on from its own weights.");
  static final Option<Integer> ADAPTER_RANK =
      Option.integer(
          "training.adapter-rank",
          0,
          0,
          65_536,
          "Rank of the low-rank adapters (LoRA) that are trained instead of the network, merged into every version; 0 for none.");
  static final Option<Double> ADAPTER_ALPHA =
      Option.positive(
          "training.adapter-alpha",
          16.0,
          1e6,
          "What adapters are multiplied with, times their rank.");
  static final Option<Double> ADAPTER_DROPOUT =
      Option.real("training.adapter-dropout", 0, 0, 0.9, "Dropout rate on what enters an adapter.");
  static final Option<List<String>> ADAPTER_LAYERS =
      Option.patterns(
          "training.adapter-layers",
          List.of("*"),
          "Which linear layers have an adapter: their names, or how these end, such as `query, value`.");
  static final Option<String> ADAPTER_START =
      Option.text(
          "training.adapter-start",
          "",
          "A PEFT folder on every worker's disk whose adapter training starts from; its rank, alpha and layers then count.");
  static final Option<Double> DROPOUT =
      Option.real(
          "training.dropout", -1.0, -1, 0.9, "Dropout rate; negative for the model folder's own.");
  static final Option<String> ANCHOR =
      Option.text(
          "training.anchor",
          "",
          "Folder, or URI in a registry, of the frozen version that `anchor` losses hold embeddings to; empty for `model.path`.");
  static final Option<Long> TRAINING_SEED =
      Option.number("training.seed", 42, Long.MIN_VALUE, Long.MAX_VALUE, "Seed of dropout.");
  static final Option<Integer> MAXIMUM_SKIPPED_STEPS =
      Option.integer(
          "training.maximum-skipped-steps",
          10,
          1,
          1_000_000,
          "Non-finite steps in a row after which the job fails.");
  static final Option<Integer> PART_TOKENS =
      Option.integer(
          "training.part-tokens",
          0,
          0,
          16_777_216,
          "Padded tokens that go through the network with their graph at once: with the model it sets a step's memory. A larger sub-batch goes through gradient caching, in parts of at most as many tokens, for one more forward pass; 0 for no limit.");
  static final Option<TrainingConfig.Recompute> RECOMPUTE =
      Option.choice(
          "training.recompute",
          TrainingConfig.Recompute.class,
          TrainingConfig.Recompute.NONE,
          "What is computed again on the way back instead of being kept: nothing, or all that is inside a layer.");
  static final Option<Integer> TRAINING_REPLICAS =
      Option.integer(
          "training.replicas",
          1,
          1,
          64,
          "Copies of the network that share every sub-batch: one a CUDA device, from the chosen one on.");
  static final Option<Integer> VERSION_EVERY_STEPS =
      Option.integer(
          "training.version-every-steps",
          1000,
          1,
          100_000_000,
          "Steps from one version to the next: a version is the first checkpoint at or after each multiple.");
  static final Option<Integer> REPORT_EVERY_STEPS =
      Option.integer(
          "training.report-every-steps", 50, 1, 1_000_000, "Steps between two progress records.");
  static final Option<String> REGISTRY_PATH =
      Option.required(
          "registry.path",
          "Directory of the versions, as a URI of any file system that Flink knows.");
  static final Option<Integer> BATCH_TOKENS =
      Option.integer(
          "indexing.batch-tokens",
          8192,
          16,
          16_777_216,
          "Padded tokens in one call of the encoder at most.");
  static final Option<Integer> BATCH_DOCUMENTS =
      Option.integer(
          "indexing.batch-documents",
          64,
          1,
          65_536,
          "Documents that wait for the encoder at most.");
  static final Option<Duration> BATCH_WAIT =
      Option.duration(
          "indexing.batch-wait",
          Duration.ofMillis(100),
          Duration.ZERO,
          Duration.ofMinutes(1),
          "How long a document waits for company.");
  static final Option<Integer> BULK_DOCUMENTS =
      Option.integer(
          "indexing.bulk-documents", 500, 1, 100_000, "Documents in one bulk request at most.");
  static final Option<Long> BULK_BYTES =
      Option.number(
          "indexing.bulk-bytes", 5L << 20, 1024, 100L << 20, "Bytes in one bulk request at most.");
  static final Option<Integer> BACKFILL_PARALLELISM =
      Option.integer(
          "indexing.backfill-parallelism",
          1,
          1,
          4096,
          "Subtasks of the branch that builds generations.");
  static final Option<Integer> LIVE_PARALLELISM =
      Option.integer(
          "indexing.live-parallelism", 1, 1, 4096, "Subtasks of the branch of changing documents.");
  static final Option<Integer> BACKFILL_RATE =
      Option.integer(
          "indexing.backfill-documents-per-second",
          0,
          0,
          Integer.MAX_VALUE,
          "Documents a second while a generation is built, over all subtasks; 0 for no limit.");
  static final Option<Duration> ROLLBACK_WINDOW =
      Option.duration(
          "indexing.rollback-window",
          Duration.ofMinutes(10),
          Duration.ZERO,
          Duration.ofDays(30),
          "How long the former generation is still written to.");
  static final Option<Integer> HNSW_M =
      Option.integer("indexing.hnsw-m", 16, 2, 128, "Links a node of the graph.");
  static final Option<Integer> HNSW_EF_CONSTRUCTION =
      Option.integer(
          "indexing.hnsw-ef-construction", 100, 2, 4096, "Candidates while the graph is built.");
  static final Option<Double> ASKS_PER_SECOND =
      Option.positive(
          "evaluation.asks-per-second",
          10.0,
          10_000,
          "Judged queries asked a second, over all tasks.");
  static final Option<Integer> DEPTH =
      Option.integer("evaluation.depth", 100, 10, 10_000, "Documents fetched a query.");
  static final Option<Duration> WINDOW_SIZE =
      Option.duration(
          "evaluation.window-size",
          Duration.ofMinutes(5),
          Duration.ofSeconds(1),
          Duration.ofDays(7),
          "Length of the sliding windows.");
  static final Option<Duration> WINDOW_SLIDE =
      Option.duration(
          "evaluation.window-slide",
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ofDays(7),
          "Distance of the starts of the windows; at most their length.");
  static final Option<String> PROBE_PATH =
      Option.text(
          "evaluation.probe-path",
          "",
          "Directory with one BEIR folder a task, the gate's probe sets: a path, or a URI of any Flink file system."
              + " The training job keeps their queries out of training. Without probe sets versions are promoted by age alone.");
  static final Option<Integer> PROBE_QUERIES =
      Option.integer(
          "evaluation.probe-queries",
          300,
          1,
          100_000,
          "Most queries of a task's probe set after a refresh (`freshet probes`).");
  static final Option<Double> PROBE_REPLACED_SHARE =
      Option.real(
          "evaluation.probe-replaced-share",
          0.25,
          0,
          1,
          "Share of a full probe set's queries that one refresh may replace by queries judged since"
              + " the last one; 0 keeps them until they are withdrawn.");
  static final Option<Integer> PROBE_DOCUMENTS =
      Option.integer(
          "evaluation.probe-documents",
          10_000,
          1,
          10_000_000,
          "Documents of a task's probe set after a refresh; more where more are judged.");
  static final Option<Long> PROBE_SEED =
      Option.number(
          "evaluation.probe-seed",
          42,
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          "Seed of the choice among queries and among documents at a refresh.");
  static final Option<Double> SAMPLE_SHARE =
      Option.real(
          "evaluation.sample-share",
          0.1,
          0,
          1,
          "Share of the asked queries that are also searched exactly, and in the former generation.");
  static final Option<Integer> ROLLBACK_WINDOWS =
      Option.integer(
          "evaluation.rollback-windows",
          3,
          0,
          1000,
          "Windows in a row that must show a loss beyond the tolerance against the former generation"
              + " before that one serves again; 0 for never.");
  static final Option<Double> ALARM_DELTA =
      Option.real(
          "evaluation.alarm-delta",
          0.005,
          0,
          1,
          "Fall of a live metric below its mean, a window, that alarms do not count (Page-Hinkley's"
              + " delta).");
  static final Option<Double> ALARM_LAMBDA =
      Option.positive(
          "evaluation.alarm-lambda",
          0.1,
          1000,
          "How much must add up beyond that for an alarm (Page-Hinkley's lambda): more means fewer"
              + " false alarms and later ones.");
  static final Option<Double> TOLERANCE =
      Option.real(
          "evaluation.tolerance",
          0.02,
          0,
          1,
          "Loss of nDCG@10 on a task that does not count as one.");
  static final Option<Integer> MINIMUM_QUERIES =
      Option.integer(
          "evaluation.minimum-queries",
          30,
          1,
          1_000_000,
          "Judged queries of a probe set below which nothing is decided on its task, and different"
              + " queries of a live window below which nothing is made of a loss.");
  static final Option<Double> MINIMUM_GAIN =
      Option.real(
          "evaluation.minimum-gain",
          0.0,
          -1,
          1,
          "Mean over tasks of the gain of nDCG@10 that a version is promoted for.");
  static final Option<Duration> PROMOTION_AGE =
      Option.duration(
          "evaluation.promotion-age",
          Duration.ofHours(1),
          Duration.ZERO,
          Duration.ofDays(365),
          "Age of the serving version at which an undecided one is promoted; a rejected one never is.");
  static final Option<String> CHECKPOINT_DIRECTORY =
      Option.text(
          "checkpoints.directory",
          "",
          "Where checkpoints are kept, as a URI; beside `registry.path` where not given.");
  static final Option<Duration> CHECKPOINT_INTERVAL =
      Option.duration(
          "checkpoints.interval",
          Duration.ofSeconds(30),
          Duration.ofMillis(100),
          Duration.ofDays(1),
          "Distance of checkpoints.");
  static final Option<String> STATE_BACKEND =
      Option.matching(
          "checkpoints.state-backend",
          "hashmap",
          "hashmap|rocksdb",
          "hashmap or rocksdb",
          "Where keyed state lives: on the heap or in RocksDB.");

  static final List<Option<?>> ALL =
      List.of(
          BOOTSTRAP_SERVERS,
          GROUP_PREFIX,
          TOPIC_TRAINING_EXAMPLES,
          TOPIC_DOCUMENTS,
          TOPIC_JUDGMENTS,
          TOPIC_MODEL_VERSIONS,
          TOPIC_GENERATIONS,
          TOPIC_METRICS,
          TOPIC_DEAD_LETTERS,
          MAXIMUM_REJECTED_SHARE,
          OPENSEARCH_URL,
          ALIAS,
          USERNAME,
          PASSWORD,
          SHARDS,
          REPLICAS,
          MODEL_PATH,
          MODEL_DIGEST,
          MODEL_MAX_LENGTH,
          DEVICE,
          THREADS,
          PRECISION,
          STRATEGY,
          ALPHA,
          SAMPLING_BATCH_SIZE,
          TASKS_PER_STEP,
          REPLAY_RATIO,
          FRESH_CAPACITY,
          RESERVOIR_CAPACITY,
          MINIMUM_BUFFERED,
          REPEAT_CAP,
          SAMPLING_SEED,
          LEARNING_RATE,
          SCHEDULE,
          WARMUP_STEPS,
          TOTAL_STEPS,
          WEIGHT_DECAY,
          BETA1,
          BETA2,
          EPSILON,
          DECAY_STEPS,
          CYCLE_STEPS,
          CLIP_NORM,
          AVERAGE_DECAY,
          LEARNING_RATE_FACTORS,
          FREEZE_EMBEDDINGS,
          FREEZE_LAYERS,
          FREEZE,
          FREEZE_DOCUMENTS,
          START_SHARE,
          ADAPTER_RANK,
          ADAPTER_ALPHA,
          ADAPTER_DROPOUT,
          ADAPTER_LAYERS,
          ADAPTER_START,
          DROPOUT,
          ANCHOR,
          TRAINING_SEED,
          MAXIMUM_SKIPPED_STEPS,
          PART_TOKENS,
          RECOMPUTE,
          TRAINING_REPLICAS,
          VERSION_EVERY_STEPS,
          REPORT_EVERY_STEPS,
          REGISTRY_PATH,
          BATCH_TOKENS,
          BATCH_DOCUMENTS,
          BATCH_WAIT,
          BULK_DOCUMENTS,
          BULK_BYTES,
          BACKFILL_PARALLELISM,
          LIVE_PARALLELISM,
          BACKFILL_RATE,
          ROLLBACK_WINDOW,
          HNSW_M,
          HNSW_EF_CONSTRUCTION,
          ASKS_PER_SECOND,
          DEPTH,
          WINDOW_SIZE,
          WINDOW_SLIDE,
          SAMPLE_SHARE,
          ROLLBACK_WINDOWS,
          ALARM_DELTA,
          ALARM_LAMBDA,
          PROBE_PATH,
          PROBE_QUERIES,
          PROBE_REPLACED_SHARE,
          PROBE_DOCUMENTS,
          PROBE_SEED,
          TOLERANCE,
          MINIMUM_QUERIES,
          MINIMUM_GAIN,
          PROMOTION_AGE,
          CHECKPOINT_DIRECTORY,
          CHECKPOINT_INTERVAL,
          STATE_BACKEND);

  private JobOptions() {}
}

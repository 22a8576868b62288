/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.sizing;

import io.freshet.config.FreshetConfig;
import io.freshet.config.IndexingConfig.UnchangedText;
import io.freshet.config.TaskConfig;
import io.freshet.config.TrainingConfig;
import io.freshet.connectors.opensearch.generations.DocumentProfile;
import io.freshet.connectors.opensearch.generations.VectorFormat;
import io.freshet.deployment.Job;
import io.freshet.deployment.sizing.Estimate.Item;
import io.freshet.deployment.sizing.Estimate.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Computes what a configuration needs. The figures are those of full buffers and of the largest
 * sub-batch, so they are what to provide and not what a quiet job uses. Stateless.
 */
public final class Sizing {
  /** Weights, and the first and second moment of AdamW. */
  private static final int TRAINED_ARRAYS = 3;

  /** Where trainers meet: weights of the last meeting, and the movement that goes on. */
  private static final int MEETING_ARRAYS = 2;

  /** What RocksDB and the heap backend add to an entry of a few bytes, about. */
  private static final int ENTRY_OVERHEAD = 40;

  /** The digests beside the vectors that are kept of a document, as texts. */
  private static final int DIGESTS = 128;

  /** What serves, what is being built and what served before: the write set at its largest. */
  private static final int GENERATIONS = 3;

  /** The serving version, the one before it, and the candidate at the gate. */
  private static final int MODELS_OF_EVALUATION = 3;

  /** A float of a vector as text in a stored document, compressed; measured by a test. */
  private static final int FLOAT_AS_TEXT = 10;

  /** A byte of text, stored and compressed, and in the index of words; measured by a test. */
  private static final double TEXT = 1.2;

  /** A neighbour in Lucene's graph, a difference of numbers in a variable number of bytes. */
  private static final int NEIGHBOUR_BYTES = 3;

  /** Bytes of text that make a token, about. */
  private static final int BYTES_A_TOKEN = 4;

  private Sizing() {}

  /** What the jobs of the configuration and the index need, in this order. */
  public static List<Estimate> of(FreshetConfig config, ModelShape model, Workload workload) {
    List<Estimate> estimates = new ArrayList<>();
    for (Job job : Job.of(config)) {
      estimates.add(
          switch (job) {
            case TRAINING -> training(config, model, workload);
            case INDEXING -> indexing(config, model, workload);
            case EVALUATION -> evaluation(config, model);
            case NEGATIVES -> negatives(config, model);
          });
    }
    estimates.add(index(config, model, workload));
    return List.copyOf(estimates);
  }

  private static Estimate training(FreshetConfig config, ModelShape model, Workload workload) {
    TrainingConfig training = config.training();
    boolean averaged = training.optimizer().averageDecay() > 0;
    boolean apart = training.trainers().apart();
    int arrays = TRAINED_ARRAYS + (averaged ? 1 : 0) + (apart ? MEETING_ARRAYS : 0);
    long state = model.weightBytes() * arrays;
    // One of several trainers writes for all, unless each has weights of its own.
    int writers = apart ? training.trainers().count() : 1;
    long examples =
        (long) config.tasks().size()
            * (config.sampling().freshCapacity() + config.sampling().reservoirCapacity());
    List<Item> items = new ArrayList<>();
    items.add(
        new Item(
            "weights",
            Place.STATE,
            state * writers,
            "%,d parameters x 4 bytes x %d (weights, both moments%s%s)%s"
                .formatted(
                    model.parameters(),
                    arrays,
                    averaged ? ", average" : "",
                    apart ? ", last meeting and its momentum" : "",
                    writers > 1 ? " x %d trainers".formatted(writers) : "")));
    items.add(
        new Item(
            "examples",
            Place.STATE,
            examples * workload.exampleBytes(),
            "%,d examples (queues and reservoirs of %d tasks, full) x %,d bytes"
                .formatted(examples, config.tasks().size(), workload.exampleBytes())));
    items.add(
        new Item(
            "weights and gradients",
            Place.NATIVE_MEMORY,
            state + model.weightBytes(),
            "the weights' state and a gradient of every weight"));
    items.add(
        new Item(
            "copy for a checkpoint", Place.NATIVE_MEMORY, state, "the state while it is written"));
    largestPass(config, model).ifPresent(pass -> items.add(pass));
    return new Estimate(Job.TRAINING.jobName(), Job.TRAINING.slots(config), items);
  }

  private static Optional<Item> largestPass(FreshetConfig config, ModelShape model) {
    boolean recomputed =
        config.training().activationCheckpointing() != TrainingConfig.ActivationCheckpointing.NONE;
    return config.tasks().values().stream()
        .map(task -> pass(task, model, recomputed))
        .max(Comparator.comparingLong(Item::bytes));
  }

  private static Item pass(TaskConfig task, ModelShape model, boolean recomputed) {
    long rows = task.batchSize();
    long all =
        rows * (task.queryMaxLength() + (1L + task.negativesPerQuery()) * task.documentMaxLength());
    boolean cut = task.microBatchTokens() > 0 && task.microBatchTokens() < all;
    long tokens = cut ? task.microBatchTokens() : all;
    int length = Math.max(task.queryMaxLength(), task.documentMaxLength());
    return new Item(
        "graph of a step",
        Place.NATIVE_MEMORY,
        model.trainingPassBytes(tokens, length, recomputed),
        "task %s: %,d padded tokens at most%s, %d layers of %d%s"
            .formatted(
                task.name(),
                tokens,
                cut ? " at once (micro-batch-tokens)" : "",
                model.layers(),
                model.width(),
                recomputed
                    ? ", recomputed layer by layer"
                    : "; micro-batch-tokens or activation-checkpointing: layers need less"));
  }

  private static Estimate indexing(FreshetConfig config, ModelShape model, Workload workload) {
    int subtasks = config.indexing().liveParallelism() + config.indexing().backfillParallelism();
    long ids = workload.documents() + workload.deletedDocuments();
    boolean forgets =
        !config.indexing().forgetDeletedAfter().isZero()
            || !config.indexing().forgetUntouchedAfter().isZero();
    int entries =
        (config.indexing().unchangedText() == UnchangedText.ENCODE ? 2 : 3) + (forgets ? 2 : 0);
    List<Item> items = new ArrayList<>();
    items.add(
        new Item(
            "guard",
            Place.STATE,
            ids * entries * (workload.idBytes() + Long.BYTES + ENTRY_OVERHEAD),
            "%,d ids, deleted ones too, x %d entries x (%d bytes of id + 8 + about %d)"
                .formatted(ids, entries, workload.idBytes(), ENTRY_OVERHEAD)));
    if (config.indexing().unchangedText() == UnchangedText.FROM_STATE) {
      items.add(keptVectors(config, model, workload));
    }
    items.add(
        new Item(
            "models",
            Place.NATIVE_MEMORY,
            model.weightBytes() * GENERATIONS * subtasks,
            "%d subtasks x %d generations of the write set".formatted(subtasks, GENERATIONS)));
    items.add(
        new Item(
            "encoding",
            Place.NATIVE_MEMORY,
            model.encodingPassBytes(config.indexing().batchTokens()) * subtasks,
            "%d subtasks x %,d tokens a batch"
                .formatted(subtasks, config.indexing().batchTokens())));
    return new Estimate(Job.INDEXING.jobName(), Job.INDEXING.slots(config), items);
  }

  /** Of every document: those of builds are not kept, but each may change. */
  private static Item keptVectors(FreshetConfig config, ModelShape model, Workload workload) {
    Fields fields = Fields.of(config, model);
    long bytes =
        workload.idBytes()
            + fields.count() * (DIGESTS + ENTRY_OVERHEAD)
            + chunks(config, workload) * fields.numbers() * Float.BYTES;
    return new Item(
        "vectors",
        Place.STATE,
        workload.documents() * GENERATIONS * bytes,
        "%,d documents that may change x %d generations of the write set x %d bytes"
            .formatted(workload.documents(), GENERATIONS, bytes));
  }

  private static Estimate evaluation(FreshetConfig config, ModelShape model) {
    long corpora =
        (long) config.tasks().size()
            * config.evaluation().probeRefresh().documents()
            * model.dimension()
            * Float.BYTES;
    return new Estimate(
        Job.EVALUATION.jobName(),
        1,
        List.of(
            new Item(
                "models",
                Place.NATIVE_MEMORY,
                model.weightBytes() * MODELS_OF_EVALUATION,
                "the serving version, the one before it and the candidate at the gate"),
            new Item(
                "encoding",
                Place.NATIVE_MEMORY,
                model.encodingPassBytes(config.indexing().batchTokens()) * 2,
                "live queries and probe sets, %,d tokens a batch"
                    .formatted(config.indexing().batchTokens())),
            new Item(
                "probe sets",
                Place.NATIVE_MEMORY,
                corpora,
                "vectors of %,d documents a task at most"
                    .formatted(config.evaluation().probeRefresh().documents()))));
  }

  private static Estimate negatives(FreshetConfig config, ModelShape model) {
    return new Estimate(
        Job.NEGATIVES.jobName(),
        Job.NEGATIVES.slots(config),
        List.of(
            new Item("models", Place.NATIVE_MEMORY, model.weightBytes(), "the serving version"),
            new Item(
                "encoding",
                Place.NATIVE_MEMORY,
                model.encodingPassBytes(config.indexing().batchTokens()),
                "queries and positives, %,d tokens a batch"
                    .formatted(config.indexing().batchTokens()))));
  }

  private static Estimate index(FreshetConfig config, ModelShape model, Workload workload) {
    long copies = 1L + config.opensearch().replicas();
    long documents = workload.documents() * copies;
    long chunks = chunks(config, workload);
    // Quantised vectors lie beside the floats that they are made of.
    int quantized = config.indexing().vectors() == VectorFormat.QUANTIZED ? Byte.BYTES : 0;
    Fields fields = Fields.of(config, model);
    long vector = chunks * fields.numbers() * (Float.BYTES + quantized);
    long links = chunks * fields.count() * 2 * config.indexing().hnswM() * NEIGHBOUR_BYTES;
    long stored =
        Math.round(workload.documentBytes() * TEXT) + chunks * fields.numbers() * FLOAT_AS_TEXT;
    List<Item> items = new ArrayList<>();
    String times =
        String.format(Locale.ROOT, "%,d documents x %d copies x ", workload.documents(), copies);
    String ofChunks = chunks > 1 ? "about " + chunks + " chunks x " : "";
    String ofFields = fields.count() > 1 ? fields.count() + " fields x " : "";
    items.add(
        new Item(
            "vectors",
            Place.DISK,
            documents * vector,
            times + ofChunks + vector / chunks + " bytes, a generation"));
    items.add(
        new Item(
            "graph",
            Place.DISK,
            documents * links,
            times
                + ofChunks
                + ofFields
                + "2 x "
                + config.indexing().hnswM()
                + " links of about 3 bytes, a generation"));
    items.add(
        new Item(
            "documents",
            Place.DISK,
            documents * stored,
            times + stored + " bytes (text stored and indexed, vectors as text), a generation"));
    long generation = items.stream().mapToLong(Item::bytes).sum();
    items.add(
        new Item(
            "further generations",
            Place.DISK,
            generation * (GENERATIONS - 1),
            "one being built and one kept for the rollback window"));
    return new Estimate("index", 0, items);
  }

  /**
   * The fields of vectors of an index: one for all tasks, and those of tasks of their own.
   *
   * @param count how many there are at most
   * @param numbers of one vector in each of them
   */
  private record Fields(long count, long numbers) {
    static Fields of(FreshetConfig config, ModelShape model) {
      Map<DocumentProfile, Long> own = new LinkedHashMap<>();
      for (TaskConfig task : config.tasks().values()) {
        config
            .documentsOf(task.name())
            .ifPresent(
                profile ->
                    own.put(
                        profile,
                        task.projection() > 0 ? (long) task.projection() : model.dimension()));
      }
      return new Fields(
          1L + own.size(),
          model.dimension() + own.values().stream().mapToLong(Long::longValue).sum());
    }
  }

  /** Vectors of a document of average length. */
  private static long chunks(FreshetConfig config, Workload workload) {
    return config
        .indexing()
        .chunking()
        .map(
            chunking -> {
              long length = Math.min(chunking.tokens(), config.model().maxLength());
              long step = Math.max(1, length - chunking.overlap());
              long tokens = workload.documentBytes() / BYTES_A_TOKEN;
              return Math.max(1, Math.min(chunking.atMost(), (tokens + step - 1) / step));
            })
        .orElse(1L);
  }
}

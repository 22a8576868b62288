/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.ByteSize;
import io.freshet.config.option.Entries;
import io.freshet.config.option.Option;
import io.freshet.config.option.OptionType;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import io.freshet.connectors.opensearch.client.MetadataType;
import io.freshet.connectors.opensearch.generations.Chunking;
import io.freshet.connectors.opensearch.generations.IndexShape;
import io.freshet.connectors.opensearch.generations.VectorFormat;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How documents become generations.
 *
 * @param batchTokens padded tokens in one call of the encoder at most
 * @param batchDocuments documents of a batch at most, which is encoded in one or more calls
 * @param liveBatchTime how long a call of the encoder, or a batch of live documents, is to take at
 *     most
 * @param linger how long an incomplete batch waits for further documents
 * @param bulkDocuments documents in one bulk request at most
 * @param bulkSize of one bulk request at most
 * @param backfillParallelism subtasks of the backfill branch
 * @param liveParallelism subtasks of the live branch
 * @param backfillDocumentsPerSecond at most, over all subtasks; 0 for no limit
 * @param buildShare of a device's time that a build has at least while live documents keep it busy
 * @param abandonSupersededBelow share of a build that is done, below which it is given up for a
 *     newer promoted version
 * @param minimumGainPerHour nDCG@10 that an hour of building has to bring; 0 for whatever it brings
 * @param rollbackWindow how long the former generation stays in the write set
 * @param rollbackGenerations how many former generations stay in the write set at most
 * @param hnswM links a node of the graph
 * @param hnswEfConstruction candidates while the graph is built
 * @param vectors how new generations keep what their graphs compare
 * @param unchangedText where the vector of a document comes from whose text did not change
 * @param forgetDeletedAfter how long a deleted document is remembered; zero for ever
 * @param forgetUntouchedAfter how long any other document that does not change is remembered; zero
 *     for ever
 * @param chunkTokens tokens of a chunk at most; 0 for one vector a document
 * @param chunkOverlap tokens of text at most that a chunk has in common with the next
 * @param chunksPerDocument at most
 * @param metadata types of fields of the metadata; others are texts
 * @param taskVectors tasks for whose searches documents have vectors of their own
 */
public record IndexingConfig(
    int batchTokens,
    int batchDocuments,
    Duration liveBatchTime,
    Duration linger,
    int bulkDocuments,
    ByteSize bulkSize,
    int backfillParallelism,
    int liveParallelism,
    int backfillDocumentsPerSecond,
    double buildShare,
    double abandonSupersededBelow,
    double minimumGainPerHour,
    Duration rollbackWindow,
    int rollbackGenerations,
    int hnswM,
    int hnswEfConstruction,
    VectorFormat vectors,
    UnchangedText unchangedText,
    Duration forgetDeletedAfter,
    Duration forgetUntouchedAfter,
    int chunkTokens,
    int chunkOverlap,
    int chunksPerDocument,
    Map<String, MetadataType> metadata,
    List<String> taskVectors)
    implements Serializable {

  /** What happens with a change of a document that leaves its title and text as they were. */
  public enum UnchangedText {
    /** The vector is read from the index; where it is not there, the text is encoded. */
    FROM_INDEX,
    /** The vector is kept in the job's state; where it is not there, as from the index. */
    FROM_STATE,
    /** The text is encoded as any other. */
    ENCODE
  }

  private static final Pattern FIELD = Pattern.compile("[\\w-]+(\\.[\\w-]+)*");
  private static final int SMALLEST_CHUNK = 16;
  private static final Duration LONGEST_MEMORY = Duration.ofDays(3650);

  /** The options of the indexing job. */
  static final Options OPTIONS = new Options();

  /** Keeps copies. */
  public IndexingConfig {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    taskVectors = List.copyOf(taskVectors);
  }

  /** How long documents of new generations become several vectors; empty where they do not. */
  public Optional<Chunking> chunking() {
    return chunkTokens == 0
        ? Optional.empty()
        : Optional.of(new Chunking(chunkTokens, chunkOverlap, chunksPerDocument));
  }

  /** What becomes of documents in new generations, but for the vectors of tasks. */
  public IndexShape shape() {
    return new IndexShape(chunking(), metadata);
  }

  /** The options of the indexing job. */
  static final class Options extends Section<IndexingConfig> {
    final Option<Integer> batchTokens =
        add(
            Option.integer(
                "indexing.batch-tokens",
                8192,
                16,
                16_777_216,
                "Padded tokens in one call of the encoder at most."),
            IndexingConfig::batchTokens);
    final Option<Integer> batchDocuments =
        add(
            Option.integer(
                "indexing.batch-documents",
                64,
                1,
                65_536,
                "Documents of a batch at most; a batch is encoded in calls of at most `indexing.batch-tokens`."),
            IndexingConfig::batchDocuments);
    final Option<Duration> liveBatchTime =
        add(
            Option.duration(
                "indexing.live-batch-time",
                Duration.ofMillis(200),
                Duration.ofMillis(1),
                Duration.ofMinutes(1),
                "How long a call of the encoder, and so a batch of live documents, is to take at most, by how fast the last ones were: with a slow encoder documents then wait less for each other, and live ones less for a build. Documents that come faster than they are encoded have larger batches."),
            IndexingConfig::liveBatchTime);
    final Option<Duration> linger =
        add(
            Option.duration(
                "indexing.linger",
                Duration.ofMillis(5),
                Duration.ZERO,
                Duration.ofMinutes(1),
                "How long an incomplete batch waits for further documents while the encoder is free; what arrives while it is not makes the next batch anyway."),
            IndexingConfig::linger);
    final Option<Integer> bulkDocuments =
        add(
            Option.integer(
                "indexing.bulk-documents",
                500,
                1,
                100_000,
                "Documents in one bulk request at most."),
            IndexingConfig::bulkDocuments);
    final Option<ByteSize> bulkSize =
        add(
            Option.size(
                "indexing.bulk-size",
                ByteSize.ofMebibytes(5),
                new ByteSize(1024),
                ByteSize.ofMebibytes(100),
                "Bytes in one bulk request at most."),
            IndexingConfig::bulkSize);
    final Option<Integer> backfillParallelism =
        add(
            Option.integer(
                "indexing.backfill-parallelism",
                1,
                1,
                4096,
                "Subtasks of the branch that builds generations."),
            IndexingConfig::backfillParallelism);
    final Option<Integer> liveParallelism =
        add(
            Option.integer(
                "indexing.live-parallelism",
                1,
                1,
                4096,
                "Subtasks of the branch of changing documents."),
            IndexingConfig::liveParallelism);
    final Option<Integer> backfillDocumentsPerSecond =
        add(
            Option.integer(
                "indexing.backfill-documents-per-second",
                0,
                0,
                Integer.MAX_VALUE,
                "Documents a second while a generation is built, over all subtasks; 0 for no limit."),
            IndexingConfig::backfillDocumentsPerSecond);
    final Option<Double> buildShare =
        add(
            Option.real(
                "indexing.build-share",
                0.1,
                0.001,
                1,
                "Share of the time of a device that a build has at least while live documents keep it busy; they go first otherwise. 1 gives them no precedence."),
            IndexingConfig::buildShare);
    final Option<Double> abandonSupersededBelow =
        add(
            Option.real(
                "indexing.abandon-superseded-below",
                0.5,
                0,
                1,
                "Share of a build that is done, below which it is given up when a newer version is promoted, never twice in a row; 0 lets every build end."),
            IndexingConfig::abandonSupersededBelow);
    final Option<Double> minimumGainPerHour =
        add(
            Option.real(
                "indexing.minimum-gain-per-hour",
                0,
                0,
                1,
                "Gain of the gate's mean nDCG@10 over what serves that an hour of building has to bring, at the pace of the build before; a version that brings less waits for a better one, or for `freshet generations resume`. 0 builds every promoted version."),
            IndexingConfig::minimumGainPerHour);
    final Option<Duration> rollbackWindow =
        add(
            Option.duration(
                "indexing.rollback-window",
                Duration.ofMinutes(10),
                Duration.ZERO,
                Duration.ofDays(30),
                "How long the former generation is still written to, so that it can serve again at once."),
            IndexingConfig::rollbackWindow);
    final Option<Integer> rollbackGenerations =
        add(
            Option.integer(
                "indexing.rollback-generations",
                2,
                1,
                100,
                "Former generations that are still written to at most, whatever the window: every"
                    + " live document is encoded and written once for each."),
            IndexingConfig::rollbackGenerations);
    final Option<Integer> hnswM =
        add(
            Option.integer("indexing.hnsw-m", 16, 2, 128, "Links a node of the graph."),
            IndexingConfig::hnswM);
    final Option<Integer> hnswEfConstruction =
        add(
            Option.integer(
                "indexing.hnsw-ef-construction",
                100,
                2,
                4096,
                "Candidates while the graph is built."),
            IndexingConfig::hnswEfConstruction);
    final Option<VectorFormat> vectors =
        add(
            Option.choice(
                "indexing.vectors",
                VectorFormat.class,
                VectorFormat.FLOAT,
                "What the graph of an index compares: `float`, or `quantized`, which keeps a byte a number beside the floats, so that searches have a quarter to read. Holds for generations that are built from then on."),
            IndexingConfig::vectors);
    final Option<UnchangedText> unchangedText =
        add(
            Option.choice(
                "indexing.unchanged-text",
                UnchangedText.class,
                UnchangedText.FROM_INDEX,
                "Where the vector comes from when a document changes in its metadata alone: `from-index` reads it there and encodes where it is missing; `from-state` keeps the vector of every document that changed in the job's state, and looks into the index where it has none; `encode` encodes every change, and the job's state keeps no hashes of texts."),
            IndexingConfig::unchangedText);
    final Option<Duration> forgetDeletedAfter =
        add(
            Option.duration(
                "indexing.forget-deleted-after",
                Duration.ZERO,
                Duration.ZERO,
                LONGEST_MEMORY,
                "How long the job remembers a document that was deleted; 0 for ever. An older change of it that comes later than that can bring it back, in generations built after the topic has dropped the delete."),
            IndexingConfig::forgetDeletedAfter);
    final Option<Duration> forgetUntouchedAfter =
        add(
            Option.duration(
                "indexing.forget-untouched-after",
                Duration.ZERO,
                Duration.ZERO,
                LONGEST_MEMORY,
                "How long the job remembers a document that is not changed; 0 for ever. An older change that comes later than that is encoded for nothing and refused by the index, and a text that did not change is encoded again."),
            IndexingConfig::forgetUntouchedAfter);
    final Option<Integer> chunkTokens =
        add(
            Option.integer(
                "indexing.chunk-tokens",
                0,
                0,
                65_536,
                "Tokens of a chunk at most, with prompt, title and special tokens, and never more than the model takes; a longer document gets a vector for each chunk, and the nearest one counts. 0 gives every document one vector, of its beginning. Holds for generations that are built from then on."),
            IndexingConfig::chunkTokens);
    final Option<Integer> chunkOverlap =
        add(
            Option.integer(
                "indexing.chunk-overlap",
                16,
                0,
                65_536,
                "Tokens of text at most, in whole words, at the end of a chunk that the next one begins with."),
            IndexingConfig::chunkOverlap);
    final Option<Integer> chunksPerDocument =
        add(
            Option.integer(
                "indexing.chunks-per-document",
                32,
                1,
                1_000,
                "Chunks of a document at most; the text after them is found by words alone."),
            IndexingConfig::chunksPerDocument);
    final Entries<MetadataType> metadata =
        add(
            new Entries<>(
                Option.choice(
                    "indexing.metadata",
                    MetadataType.class,
                    MetadataType.KEYWORD,
                    "What the values of a field of the metadata are, so that filters compare them as such; `keywords` are texts separated by commas. A document with another value becomes a dead letter. Fields without a type are compared as texts. Holds for generations that are built from then on."),
                "field",
                "",
                name -> false),
            IndexingConfig::metadata);
    final Option<List<String>> taskVectors =
        add(
            Option.list(
                "indexing.task-vectors",
                OptionType.NAMES,
                "names of tasks, separated by commas",
                "Names of tasks whose searches look among vectors of their own: documents are encoded once more for each distinct `document-prompt`, `document-max-length` and `projection` of these tasks, and the vectors stand in a field of their own. Others look among vectors made as the version's folder says. Holds for generations that are built from then on; the gate scores these tasks so at once."),
            IndexingConfig::taskVectors);

    private Options() {}

    @Override
    protected void check(Values v, List<String> problems) {
      for (String name : v.get(metadata).keySet()) {
        if (!FIELD.matcher(name).matches()) {
          problems.add(
              "%s.%s: a field's name is made of letters, digits, '_' and '-', in parts joined by dots"
                  .formatted(metadata.key(), name));
        }
        for (String other : v.get(metadata).keySet()) {
          if (other.startsWith(name + ".")) {
            problems.add(
                "%s.%s: cannot be a value and hold %s at once"
                    .formatted(metadata.key(), name, other));
          }
        }
      }
      int tokens = v.get(chunkTokens);
      if (tokens > 0 && tokens < SMALLEST_CHUNK) {
        problems.add(
            "%s: '%d' is too few for a text; give %d or more, or 0 for one vector a document"
                .formatted(chunkTokens.key(), tokens, SMALLEST_CHUNK));
      } else if (tokens > 0 && v.get(chunkOverlap) > tokens / 2) {
        problems.add(
            "%s: must not exceed half of %s".formatted(chunkOverlap.key(), chunkTokens.key()));
      }
    }

    IndexingConfig read(Values v) {
      return new IndexingConfig(
          v.get(batchTokens),
          v.get(batchDocuments),
          v.get(liveBatchTime),
          v.get(linger),
          v.get(bulkDocuments),
          v.get(bulkSize),
          v.get(backfillParallelism),
          v.get(liveParallelism),
          v.get(backfillDocumentsPerSecond),
          v.get(buildShare),
          v.get(abandonSupersededBelow),
          v.get(minimumGainPerHour),
          v.get(rollbackWindow),
          v.get(rollbackGenerations),
          v.get(hnswM),
          v.get(hnswEfConstruction),
          v.get(vectors),
          v.get(unchangedText),
          v.get(forgetDeletedAfter),
          v.get(forgetUntouchedAfter),
          v.get(chunkTokens),
          v.get(chunkOverlap),
          v.get(chunksPerDocument),
          v.get(metadata),
          v.get(taskVectors));
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

import io.freshet.cli.mining.MinedSources;
import io.freshet.cli.mining.SourcesJars;
import io.freshet.model.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The demonstration's data on disk. Immutable; made once and kept, with a digest of what it was
 * made from.
 *
 * @param directory where the files lie
 * @param counts how much there is
 */
public record DemoData(Path directory, DemoCounts counts) {
  /** Goes up with every change of what is mined, so that older caches are not taken for it. */
  private static final int MINER = 2;

  private static final String COUNTS = "counts.json";

  /**
   * Mines the sources jars, or finds them mined already.
   *
   * @param sourcesDirectory holds the sources jars, every {@code *-sources.jar} in it is read
   * @param cacheDirectory where the data is kept; made if missing
   * @throws IOException if there is no jar to read or the disk fails
   */
  public static DemoData prepare(Path sourcesDirectory, Path cacheDirectory) throws IOException {
    return prepare(sourcesDirectory, cacheDirectory, DemoSize.STANDARD);
  }

  static DemoData prepare(Path sourcesDirectory, Path cacheDirectory, DemoSize size)
      throws IOException {
    SourcesJars jars = SourcesJars.in(sourcesDirectory);
    String digest = Sha256.hex(jars.digest() + MINER + size).substring(0, 16);
    Path directory = cacheDirectory.resolve(digest);
    if (Files.isDirectory(directory)) {
      return new DemoData(directory, DemoCounts.read(directory.resolve(COUNTS)));
    }
    MinedSources sources = jars.mine(Math.min(2, Runtime.getRuntime().availableProcessors()));
    DemoDataset dataset = DemoDataset.of(sources, size);
    Path written = cacheDirectory.resolve(digest + ".part-" + UUID.randomUUID());
    DemoCounts counts = DemoCounts.of(sources, dataset);
    new DemoDataWriter(new DemoData(written, counts)).write(dataset);
    counts.write(written.resolve(COUNTS));
    // A whole directory appears at once, so that what an interrupted call leaves is never read.
    Files.move(written, directory, StandardCopyOption.ATOMIC_MOVE);
    return new DemoData(directory, counts);
  }

  /** Training examples as JSON lines, the tasks shuffled into one another. */
  public Path trainingExamples() {
    return directory.resolve("training-examples.jsonl");
  }

  /** Documents as JSON lines: methods, descriptions and sentences. */
  public Path documents() {
    return directory.resolve("documents.jsonl");
  }

  /** Held-out judgments as JSON lines; no query of theirs stands in the training examples. */
  public Path judgments() {
    return directory.resolve("judgments.jsonl");
  }

  /** A directory with one BEIR folder a task, their queries held out too. */
  public Path probes() {
    return directory.resolve("probes");
  }

  /** Plain texts, one a line, to learn a tokenizer from. */
  public Path corpus() {
    return directory.resolve("corpus.txt");
  }

  /** Training examples in order, ready to send; close the stream. */
  public Stream<FeedRecord> examples() throws IOException {
    return FeedFiles.values(trainingExamples(), FeedTopic.TRAINING_EXAMPLES, "task");
  }

  /** The documents as they stand at the beginning, ready to send; close the stream. */
  public Stream<FeedRecord> initialDocuments() throws IOException {
    return FeedFiles.values(documents(), FeedTopic.DOCUMENTS, "id");
  }

  /** The judgments, ready to send; close the stream. */
  public Stream<FeedRecord> heldOutJudgments() throws IOException {
    return FeedFiles.values(judgments(), FeedTopic.JUDGMENTS, "query_id");
  }

  /**
   * Changes of documents to send in this order during the run: texts that change, deletes, and some
   * of the deleted ones again at the end. None deletes a document that a judgment asks for. Close
   * the stream.
   */
  public Stream<FeedRecord> documentUpdates() throws IOException {
    return FeedFiles.changes(directory.resolve("updates.jsonl"), FeedTopic.DOCUMENTS);
  }

  /** A few unusable records of every topic, to end as dead letters; close the stream. */
  public Stream<FeedRecord> malformedRecords() throws IOException {
    return FeedFiles.bytes(directory.resolve("malformed.jsonl"));
  }
}

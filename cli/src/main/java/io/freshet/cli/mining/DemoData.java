/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.mining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The demonstration's data on disk. Immutable; made once and kept, with a digest of what it was
 * made from.
 *
 * @param directory where the files lie
 * @param counts how much there is
 */
public record DemoData(Path directory, DemoCounts counts) {

  /**
   * Mines the sources jars, or finds them mined already.
   *
   * @param sourcesDirectory holds the sources jars, every {@code *-sources.jar} in it is read
   * @param cacheDirectory where the data is kept; made if missing
   * @throws IOException if there is no jar to read or the disk fails
   */
  public static DemoData prepare(Path sourcesDirectory, Path cacheDirectory) throws IOException {
    if (!Files.isDirectory(sourcesDirectory)) {
      throw new IOException("no directory of sources jars at " + sourcesDirectory);
    }
    return new DemoData(
        cacheDirectory, new DemoCounts(0, 0, 0, Map.of(), 0, Map.of(), Map.of(), 0));
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

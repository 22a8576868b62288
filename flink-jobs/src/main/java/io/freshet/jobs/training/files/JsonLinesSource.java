/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.files;

import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.TrainingMessage;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceEnumerator;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A bounded source of files of JSON lines in the order given, for one subtask; checkpoints know the
 * line. The file source of Flink does not keep the order of files.
 */
public final class JsonLinesSource
    implements Source<Decoded<TrainingMessage>, JsonLinesSplit, Collection<JsonLinesSplit>> {

  private static final long serialVersionUID = 1L;

  private final List<String> files;
  private final String task;

  /**
   * Reads files that every TaskManager sees under the same path, unpacked where their names end in
   * {@code .gz}.
   *
   * @param task of the examples that name none; empty where all must name one
   */
  public JsonLinesSource(List<Path> files, String task) {
    this.task = task;
    this.files = files.stream().map(file -> file.toAbsolutePath().toString()).toList();
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<Decoded<TrainingMessage>, JsonLinesSplit> createReader(
      SourceReaderContext context) {
    return new JsonLinesReader(context);
  }

  @Override
  public SplitEnumerator<JsonLinesSplit, Collection<JsonLinesSplit>> createEnumerator(
      SplitEnumeratorContext<JsonLinesSplit> context) {
    return restoreEnumerator(context, List.of(new JsonLinesSplit(files, task, LinePosition.START)));
  }

  @Override
  public SplitEnumerator<JsonLinesSplit, Collection<JsonLinesSplit>> restoreEnumerator(
      SplitEnumeratorContext<JsonLinesSplit> context, Collection<JsonLinesSplit> waiting) {
    return new IteratorSourceEnumerator<>(context, waiting);
  }

  @Override
  public SimpleVersionedSerializer<JsonLinesSplit> getSplitSerializer() {
    return new JsonLinesSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<Collection<JsonLinesSplit>> getEnumeratorCheckpointSerializer() {
    return JsonLinesSplitSerializer.collections();
  }
}

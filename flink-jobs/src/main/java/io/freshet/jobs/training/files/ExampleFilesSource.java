/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.files;

import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.jobs.files.Reading;
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
 * A bounded source of files of examples in the order given, for one subtask; checkpoints know the
 * row. The file source of Flink does not keep the order of files.
 */
public final class ExampleFilesSource
    implements Source<Decoded<TrainingMessage>, ExampleFilesSplit, Collection<ExampleFilesSplit>> {

  private static final long serialVersionUID = 1L;

  private final List<String> files;
  private final Reading reading;

  /**
   * Reads files that every TaskManager sees under the same path.
   *
   * @param reading what is said about them
   */
  public ExampleFilesSource(List<Path> files, Reading reading) {
    this.reading = reading;
    this.files = files.stream().map(file -> file.toAbsolutePath().toString()).toList();
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<Decoded<TrainingMessage>, ExampleFilesSplit> createReader(
      SourceReaderContext context) {
    return new ExampleFilesReader(context);
  }

  @Override
  public SplitEnumerator<ExampleFilesSplit, Collection<ExampleFilesSplit>> createEnumerator(
      SplitEnumeratorContext<ExampleFilesSplit> context) {
    return restoreEnumerator(
        context, List.of(new ExampleFilesSplit(files, reading, RowPosition.START)));
  }

  @Override
  public SplitEnumerator<ExampleFilesSplit, Collection<ExampleFilesSplit>> restoreEnumerator(
      SplitEnumeratorContext<ExampleFilesSplit> context, Collection<ExampleFilesSplit> waiting) {
    return new IteratorSourceEnumerator<>(context, waiting);
  }

  @Override
  public SimpleVersionedSerializer<ExampleFilesSplit> getSplitSerializer() {
    return new ExampleFilesSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<Collection<ExampleFilesSplit>>
      getEnumeratorCheckpointSerializer() {
    return ExampleFilesSplitSerializer.collections();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.config.FreshetConfig;
import io.freshet.jobs.indexing.controller.ControllerState;
import java.time.Clock;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** The source of the backfill branch; its enumerator is the generation controller. */
public final class GenerationSource
    implements Source<BackfillDocument, GenerationSplit, ControllerState> {
  private final FreshetConfig config;
  private final String liveGroup;

  /**
   * A source for a deployment.
   *
   * @param liveGroup the consumer group whose committed offsets tell how far the live branch is
   */
  public GenerationSource(FreshetConfig config, String liveGroup) {
    this.config = config;
    this.liveGroup = liveGroup;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<BackfillDocument, GenerationSplit> createReader(SourceReaderContext context) {
    return new GenerationReader(
        () ->
            new DocumentSplitReader(
                config.kafka().topics().documents(),
                KafkaClients.consumer(config.kafka()),
                (double) config.indexing().backfillDocumentsPerSecond()
                    / context.currentParallelism()),
        context.getConfiguration(),
        context);
  }

  @Override
  public SplitEnumerator<GenerationSplit, ControllerState> createEnumerator(
      SplitEnumeratorContext<GenerationSplit> context) {
    return restoreEnumerator(context, ControllerState.initial());
  }

  @Override
  public SplitEnumerator<GenerationSplit, ControllerState> restoreEnumerator(
      SplitEnumeratorContext<GenerationSplit> context, ControllerState checkpoint) {
    return new GenerationEnumerator(
        context,
        new StackIo(config, liveGroup),
        Clock.systemUTC(),
        config.opensearch().alias(),
        config.indexing().rollbackWindow().toMillis(),
        checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<GenerationSplit> getSplitSerializer() {
    return new GenerationSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<ControllerState> getEnumeratorCheckpointSerializer() {
    return new ControllerStateSerializer();
  }
}

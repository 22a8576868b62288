/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.config.FreshetConfig;
import io.freshet.jobs.indexing.controller.ControllerState;
import io.freshet.jobs.indexing.controller.RollOverPolicy;
import io.freshet.jobs.indexing.world.KafkaClients;
import io.freshet.jobs.indexing.world.StackIo;
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
  /** So few that a rate is kept within seconds and a pause begins soon. */
  private static final int RECORDS_AT_ONCE = 50;

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
    ReadingOrders orders = new ReadingOrders(context.currentParallelism());
    return new GenerationReader(
        () ->
            new DocumentSplitReader(
                config.kafka().topics().documents(),
                KafkaClients.consumer(config.kafka(), RECORDS_AT_ONCE),
                orders),
        orders,
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
        new RollOverPolicy(
            config.opensearch().alias(),
            config.indexing().rollbackWindow().toMillis(),
            config.indexing().rollbackGenerations(),
            config.indexing().abandonSupersededBelow()),
        config.indexing().backfillDocumentsPerSecond(),
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

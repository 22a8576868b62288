/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.job;

import io.freshet.benchmarks.sidebyside.BlockTalk;
import io.freshet.benchmarks.sidebyside.Side;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.Received;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.training.SampledSteps;
import io.freshet.jobs.training.TrainerInput;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * A Flink job of generated examples, the sampler and nothing else, on RocksDB with incremental
 * checkpoints. It fills the reservoirs, and then goes on in blocks as it is told.
 *
 * @param directory for state, checkpoints and the talk between the processes
 * @param filled examples that all reservoirs together hold
 * @param block examples of a block
 * @param blocks after the filling
 */
record LoadedSampler(Path directory, long filled, long block, int blocks) {
  static final int TASKS = 6;
  static final String MANAGED = "192m";
  private static final String ROWS = "rows";

  /** Runs the job to its end, and says how many rows it dealt for every example that came. */
  double run() throws Exception {
    FreshetConfig config = config();
    Configuration settings = Environments.configuration(config, "sampler");
    settings.set(CoreOptions.TMP_DIRS, directory.toString());
    settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.parse(MANAGED));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, settings);
    SampledSteps.of(
            env.fromSource(
                    new NumberSequenceSource(0, filled + blocks * block),
                    WatermarkStrategy.noWatermarks(),
                    "numbers")
                .map(new Paced(this), RecordTypes.decodedTrainingMessage()),
            config)
        .map(new Rows(), Types.INT)
        .sinkTo(new DiscardingSink<>());
    Long rows = env.execute().getAccumulatorResult(ROWS);
    return (double) rows / (filled + blocks * block);
  }

  private FreshetConfig config() {
    StringBuilder tasks = new StringBuilder();
    for (int i = 0; i < TASKS; i++) {
      tasks.append("  task-").append(i).append(": {kind: retrieval, batch-size: 32}\n");
    }
    return ConfigReader.parse(
        "sampler-load",
        String.format(
            Locale.ROOT,
            """
            model: {path: none}
            tasks:
            %s
            sampling: {reservoir-capacity: %d, replay-ratio: 1}
            registry: {path: "file://%3$s/registry"}
            checkpoints: {directory: "file://%3$s/checkpoints", interval: 5s, state-backend: rocksdb}
            """,
            tasks,
            filled / TASKS,
            directory));
  }

  /** Makes examples of numbers; from the filling on only as many as it is told to. */
  private static final class Paced extends RichMapFunction<Long, Decoded<TrainingMessage>>
      implements CheckpointListener {
    private static final long serialVersionUID = 1L;
    private final GeneratedExamples examples = new GeneratedExamples(TASKS);
    private final BlockTalk talk;

    /** As many bytes as a record's, of which the sampler makes a digest. */
    private final byte[] value = new byte[GeneratedExamples.characters()];

    private final long filled;
    private final long block;
    private long began;
    private long processors;
    private long checkpoints;

    Paced(LoadedSampler job) {
      talk = new BlockTalk(job.directory);
      filled = job.filled;
      block = job.block;
    }

    @Override
    public void open(OpenContext context) {
      begin();
    }

    private void begin() {
      checkpoints = 0;
      processors = Side.Elapsed.processorTime();
      began = System.nanoTime();
    }

    private BlockTalk.Block end() {
      return new BlockTalk.Block(
          new Side.Elapsed(
              (System.nanoTime() - began) / 1e9, (Side.Elapsed.processorTime() - processors) / 1e9),
          checkpoints);
    }

    @Override
    public Decoded<TrainingMessage> map(Long number) throws Exception {
      long over = number - filled;
      if (over >= 0 && over % block == 0) {
        talk.end(over / block, end());
        talk.awaitBegin(over / block + 1);
        begin();
      }
      return new Decoded.Accepted<>(
          examples.of(number),
          new Received(new byte[0], value, new Origin("examples", 0, number, number)));
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
      checkpoints++;
    }
  }

  /** Counts the rows of steps. */
  private static final class Rows extends RichMapFunction<TrainerInput, Integer> {
    private static final long serialVersionUID = 1L;
    private final LongCounter rows = new LongCounter();

    @Override
    public void open(OpenContext context) {
      getRuntimeContext().addAccumulator(ROWS, rows);
    }

    @Override
    public Integer map(TrainerInput input) {
      if (!(input instanceof TrainerInput.Step step)) {
        return 0;
      }
      int more = step.step().subBatches().stream().mapToInt(each -> each.rows().size()).sum();
      rows.add(more);
      return more;
    }
  }
}

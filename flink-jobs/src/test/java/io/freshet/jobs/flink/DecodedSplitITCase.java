/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.Received;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.jobs.testing.MiniClusters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DecodedSplitITCase {

  @RegisterExtension static final MiniClusterExtension CLUSTER = MiniClusters.of(1);

  private static Decoded<TrainingMessage> record(int number, boolean good) {
    Received received =
        new Received(new byte[0], new byte[] {(byte) number}, new Origin("in", 0, number, -1));
    return good
        ? new Decoded.Accepted<>(TaskControl.remove("t" + number), received)
        : new Decoded.Rejected<>(letter(received, "malformed"));
  }

  private static DeadLetter letter(Received received, String reason) {
    return received.letter("decode", reason, "why so");
  }

  private static DecodedSplit<TrainingMessage> split(
      List<Decoded<TrainingMessage>> records, RecordFilter<TrainingMessage> filter) {
    // Restarts would repeat a failure for ever, were it not marked as one that they cannot heal.
    Configuration settings = new Configuration();
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1_000_000);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    env.setParallelism(1);
    return DecodedSplit.of(
        env.fromData(records, RecordTypes.decodedTrainingMessage())
            .map(r -> r)
            .returns(RecordTypes.decodedTrainingMessage()),
        RecordTypes.trainingMessage(),
        "in",
        0.1,
        filter,
        "split");
  }

  @Test
  void whatCannotBeUsedGoesAside() throws Exception {
    List<Decoded<TrainingMessage>> records = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      records.add(record(i, i % 3 != 0));
    }
    DecodedSplit<TrainingMessage> split =
        split(
            records,
            (value, received) ->
                value.task().equals("t4")
                    ? Optional.of(letter(received, "unwanted"))
                    : Optional.empty());
    CloseableIterator<TrainingMessage> values = split.values().collectAsync();
    CloseableIterator<DeadLetter> letters = split.letters().collectAsync();
    split.values().getExecutionEnvironment().executeAsync();
    List<String> tasks = new ArrayList<>();
    values.forEachRemaining(value -> tasks.add(value.task()));
    List<String> reasons = new ArrayList<>();
    letters.forEachRemaining(letter -> reasons.add(letter.value()[0] + " " + letter.reason()));
    assertThat(tasks).containsExactly("t1", "t2", "t5", "t7", "t8", "t10", "t11", "t13", "t14");
    assertThat(reasons)
        .containsExactly(
            "0 malformed",
            "3 malformed",
            "4 unwanted",
            "6 malformed",
            "9 malformed",
            "12 malformed");
  }

  @Test
  void tooManyRejectsFailTheJobForGood() {
    List<Decoded<TrainingMessage>> records = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      records.add(record(i, i % 2 != 0));
    }
    DecodedSplit<TrainingMessage> split = split(records, RecordFilter.none());
    assertThatThrownBy(() -> split.values().executeAndCollect(100))
        .hasStackTraceContaining("kafka.maximum-rejected-share")
        .hasStackTraceContaining("20 of the last 39 records of in cannot be used")
        .hasStackTraceContaining("malformed: why so");
  }
}

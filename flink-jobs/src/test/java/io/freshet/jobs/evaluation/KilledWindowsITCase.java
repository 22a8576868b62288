/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.kafka.MetricDeserializer;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.records.ModelVersion.Candidate;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.jobs.evaluation.FixedRounds.Ask;
import io.freshet.jobs.testing.MiniClusters;
import io.freshet.jobs.testing.TopicReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that makes windows ends as by {@code kill -9}, and another one goes on from its newest
 * checkpoint: what stands in the topic then are the windows of a run that nobody disturbed.
 */
@ExtendWith(ServersExtension.class)
class KilledWindowsITCase {
  @RegisterExtension static final MiniClusterExtension CLUSTER = MiniClusters.of(1);

  private static final Logger LOG = LoggerFactory.getLogger(KilledWindowsITCase.class);
  private static final int WINDOWS_BEFORE_THE_KILL = 40;
  private static final int CHECKPOINTS_AFTER_THEM = 2;
  private static final long LIMIT_SECONDS = 120;

  /** 128 and the number of SIGKILL. */
  private static final int KILLED = 137;

  /** A window with its place in the topic. */
  private record Published(long offset, LiveWindow window) {}

  @TempDir private Path root;

  private static Published published(ConsumerRecord<byte[], byte[]> kafka) {
    Decoded<MetricRecord> decoded = new MetricDeserializer().decode(RawRecords.of(kafka));
    assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
    return new Published(
        kafka.offset(), (LiveWindow) ((Decoded.Accepted<MetricRecord>) decoded).value());
  }

  /** The last word on every window among the records of some offsets. */
  private static Map<String, LiveWindow> last(List<Published> records, long from, long to) {
    return FixedRounds.last(
        records.stream()
            .filter(record -> from <= record.offset() && record.offset() < to)
            .map(Published::window)
            .toList());
  }

  @Test
  void windowsAfterAKillEqualUndisturbedOnes(Servers servers) throws Exception {
    try (EvaluationWorld world = new EvaluationWorld(servers, root)) {
      Path model = world.freshModel("a", 1);
      Candidate version = world.publish(model, 0);
      world.serve(version, model, 1, Optional.empty());
      List<Ask> asks = FixedRounds.asks(world, model);
      Map<String, LiveWindow> undisturbed = FixedRounds.run(world.config, asks, Optional.empty());

      FixedRoundsProcess.Home home = FixedRoundsProcess.prepare(root, world.config, asks);
      long killedAt;
      try (TopicReader<Published> topic = topic(world)) {
        Process process = home.start(Optional.empty());
        try {
          awaitTheMidst(topic, process, home);
        } finally {
          process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue()).isEqualTo(KILLED);
        killedAt = end(world);
        Path checkpoint = home.checkpoints().newest().orElseThrow();

        Process next = home.start(Optional.of(checkpoint));
        try {
          assertThat(next.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as(home.job().log()).isTrue();
        } finally {
          next.destroyForcibly().waitFor();
        }
        assertThat(next.exitValue()).as(home.job().log()).isZero();

        long end = end(world);
        List<Published> all =
            topic.until(
                "everything",
                seen -> !seen.isEmpty() && seen.get(seen.size() - 1).offset() == end - 1);
        Map<String, LiveWindow> before = last(all, 0, killedAt);
        Map<String, LiveWindow> after = last(all, killedAt, end);
        LOG.info(
            "{} windows undisturbed; {} before the kill, {} after it from {}, {} of them again",
            undisturbed.size(),
            before.size(),
            after.size(),
            checkpoint.getFileName(),
            after.keySet().stream().filter(before::containsKey).count());

        assertThat(before).as("killed in the midst").hasSizeLessThan(undisturbed.size());
        assertThat(after).as("gone on, not begun anew").hasSizeLessThan(undisturbed.size());
        assertThat(undisturbed).containsAllEntriesOf(after);
        assertThat(last(all, 0, end)).isEqualTo(undisturbed);
      }
    }
  }

  private static TopicReader<Published> topic(EvaluationWorld world) {
    return new TopicReader<>(
        world.config.kafka().bootstrapServers(),
        world.topics.metrics(),
        KilledWindowsITCase::published);
  }

  /** Waits until the process has published windows and completed checkpoints after them. */
  private static void awaitTheMidst(
      TopicReader<Published> topic, Process process, FixedRoundsProcess.Home home)
      throws Exception {
    topic.until(
        "windows of the process",
        all -> all.size() >= WINDOWS_BEFORE_THE_KILL || !process.isAlive());
    int before = home.checkpoints().newestNumber();
    topic.until(
        "checkpoints after " + before,
        all ->
            home.checkpoints().newestNumber() >= before + CHECKPOINTS_AFTER_THEM
                || !process.isAlive());
    assertThat(process.isAlive()).as(home.job().log()).isTrue();
  }

  /** The offset after the last record of the topic. */
  private static long end(EvaluationWorld world) throws Exception {
    TopicPartition partition = new TopicPartition(world.topics.metrics(), 0);
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", world.config.kafka().bootstrapServers()))) {
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.latest()))
          .partitionResult(partition)
          .get(LIMIT_SECONDS, TimeUnit.SECONDS)
          .offset();
    }
  }
}

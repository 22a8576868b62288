/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.MinedExamples;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.flink.Uids;
import io.freshet.jobs.testing.MiniClusters;
import io.freshet.jobs.testing.TopicReader;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The job that mines negatives on a real broker and a real node. */
@ExtendWith(ServersExtension.class)
class NegativesJobITCase {
  @RegisterExtension static final MiniClusterExtension CLUSTER = MiniClusters.of(1);

  @TempDir private Path root;
  private NegativesWorld world;
  private int sent;

  /** A record of the topic: an example, if it is one, and the header of mined ones. */
  private record Seen(Optional<TrainingExample> example, Optional<String> header) {
    static Seen of(ConsumerRecord<byte[], byte[]> kafka) {
      Header header = kafka.headers().lastHeader(TrainingMessageJson.MINED_HEADER);
      Optional<TrainingExample> example =
          TrainingMessageJson.decode(RawRecords.of(kafka)) instanceof Decoded.Accepted<?> accepted
                  && accepted.value() instanceof TrainingExample found
              ? Optional.of(found)
              : Optional.empty();
      return new Seen(
          example, Optional.ofNullable(header).map(found -> new String(found.value(), UTF_8)));
    }
  }

  @BeforeEach
  void open(Servers servers) throws Exception {
    world = new NegativesWorld(servers, root);
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private StreamExecutionEnvironment job() {
    StreamExecutionEnvironment env = Environments.create(world.config, NegativesJob.NAME);
    NegativesJob.build(env, world.config);
    return env;
  }

  private static List<TrainingExample> mined(List<Seen> all) {
    return all.stream()
        .filter(each -> each.header().isPresent())
        .map(each -> each.example().orElseThrow())
        .toList();
  }

  private static boolean isMined(TrainingExample example, List<Seen> all) {
    return mined(all).stream().anyMatch(each -> each.id().startsWith(example.id() + "~"));
  }

  private static int number(TrainingExample example) {
    return (int) example.timestamp() % NegativesWorld.DOCUMENTS;
  }

  private TrainingExample sendNext() {
    sent++;
    return world.send(world.example("search", sent));
  }

  @Test
  void everyOperatorHasAnId() {
    assertThat(Uids.missing(job())).isEmpty();
  }

  @Test
  void mineWhatTheServingGenerationFindsAndGoOnThroughItsAbsence(Servers servers) throws Exception {
    Path model = world.freshModel();
    JobClient job = job().executeAsync();
    try (EmbeddingModel encoder = EmbeddingModel.load(model, ComputeOptions.cpu(1));
        TopicReader<Seen> topic =
            new TopicReader<>(servers.kafka().bootstrapServers(), world.topic, Seen::of)) {
      // A new job begins with what comes after it: sent again until it has committed its place.
      topic.until("its place", all -> world.hasRead() || sendNext().id().isEmpty());
      List<Seen> unserved =
          topic.until("examples passed by while nothing serves", all -> world.allRead());
      assertThat(mined(unserved)).isEmpty();

      String digest = world.serve(model);
      world.send(
          new ProducerRecord<>(world.topic, "search".getBytes(UTF_8), "no json".getBytes(UTF_8)));
      world.send(
          ProducerRecords.of(world.topic, TaskControl.set("search", Map.of("weight", "0.5"))));
      TrainingExample other = world.send(world.example("other", 1));
      List<TrainingExample> examples =
          IntStream.range(0, NegativesWorld.DOCUMENTS)
              .mapToObj(i -> sendNext())
              .filter(each -> !world.below(encoder, each).isEmpty())
              .toList();
      assertThat(examples).hasSizeGreaterThan(NegativesWorld.DOCUMENTS / 2);
      List<Seen> served =
          topic.until(
              "all of them mined",
              all -> examples.stream().allMatch(each -> isMined(each, all)) && world.allRead());
      for (TrainingExample example : examples) {
        List<TextItem> negatives =
            world.below(encoder, example).stream().map(world::negative).toList();
        assertThat(mined(served)).contains(MinedExamples.of(example, negatives, digest));
      }
      // Their own records are read too by now, and none of another task.
      assertThat(isMined(other, served)).isFalse();
      assertThat(mined(served)).hasSameSizeAs(examples);
      assertThat(served)
          .filteredOn(each -> each.header().isPresent())
          .allMatch(each -> each.header().equals(Optional.of(digest.substring(0, 8))))
          .allMatch(each -> each.example().orElseThrow().id().indexOf('~') > 0)
          .allMatch(
              each -> {
                String id = each.example().orElseThrow().id();
                return id.indexOf('~') == id.lastIndexOf('~');
              });

      servers.openSearch().kill();
      try {
        IntStream.range(0, 60).forEach(i -> sendNext());
        List<Seen> alone = topic.until("examples passed by in an outage", all -> world.allRead());
        assertThat(mined(alone)).hasSameSizeAs(examples);
        assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
      } finally {
        servers.openSearch().restart();
      }
      topic.until(
          "mined again after the outage",
          all -> mined(all).size() > examples.size() || sendNext().id().isEmpty());
      assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);

      topic.until("a committed place", all -> world.allRead());
      job.cancel().get();
      TrainingExample meanwhile = examples.get(0);
      TrainingExample again = world.send(world.example("search", 10_000 + number(meanwhile)));
      // Without a savepoint: the consumer group knows the place.
      job = job().executeAsync();
      topic.until("mined what came while it stood", all -> isMined(again, all));
    } finally {
      job.cancel().get();
    }
  }
}

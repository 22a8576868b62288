/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.kafka.ModelVersionDeserializer;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Candidate;
import io.freshet.connectors.records.ModelVersion.Command;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Ground;
import io.freshet.connectors.records.ModelVersion.Order;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.indexing.Eventually;
import io.freshet.jobs.indexing.IndexingJob;
import io.freshet.jobs.testing.MiniClusters;
import io.freshet.jobs.testing.TopicReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A version that a person lets serve against the gate falls in the live windows: the gate takes it
 * back, and the indexing job returns the alias to the former generation. Both jobs on a real broker
 * and a real node.
 */
@ExtendWith(ServersExtension.class)
class RollbackITCase {
  @RegisterExtension static final MiniClusterExtension CLUSTER = MiniClusters.of(2);

  @TempDir private Path root;

  private static ModelVersion version(ConsumerRecord<byte[], byte[]> kafka) {
    Decoded<ModelVersion> decoded = new ModelVersionDeserializer().decode(RawRecords.of(kafka));
    assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
    return ((Decoded.Accepted<ModelVersion>) decoded).value();
  }

  private static Decision decision(
      TopicReader<ModelVersion> versions, Candidate candidate, Verdict verdict) {
    return versions
        .until(
            candidate.name() + " " + verdict,
            all -> all.stream().anyMatch(version -> is(version, candidate, verdict)))
        .stream()
        .filter(version -> is(version, candidate, verdict))
        .map(Decision.class::cast)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private static boolean is(ModelVersion version, Candidate candidate, Verdict verdict) {
    return version instanceof Decision decision
        && decision.name().equals(candidate.name())
        && decision.verdict() == verdict;
  }

  private static String awaitServing(EvaluationWorld world, Candidate version) throws Exception {
    return Eventually.get(
        version.name() + " serves",
        () ->
            world
                .generations
                .serving(world.config.opensearch().alias())
                .filter(generation -> generation.versionName().equals(version.name()))
                .map(generation -> generation.index()));
  }

  @Test
  void sustainedFallReturnsTheAliasAndMarksTheVersion(Servers servers) throws Exception {
    try (EvaluationWorld world = new EvaluationWorld(servers, root)) {
      Path good = world.freshModel("a", 1);
      Candidate first = world.publish(good, 0);
      Candidate blind = world.publish(world.blindModel(good, "blind"), 10);
      world.sendDocuments();
      for (int i = 0; i < EvaluationWorld.PROBES; i++) {
        for (String task : List.of("search", "qa")) {
          world.send(
              ProducerRecords.of(
                  world.topics.judgments(),
                  new Judgment(task + i, task, world.queryFor(i), Map.of(world.id(i), 1))));
        }
      }
      StreamExecutionEnvironment indexing = Environments.create(world.config, "indexing");
      IndexingJob.build(indexing, world.config);
      StreamExecutionEnvironment evaluation = Environments.create(world.config, "evaluation");
      EvaluationJob.build(evaluation, world.config);
      JobClient indexer = indexing.executeAsync("indexing");
      JobClient evaluator = evaluation.executeAsync("evaluation");
      try (TopicReader<ModelVersion> versions =
          new TopicReader<>(
              world.config.kafka().bootstrapServers(),
              world.topics.modelVersions(),
              RollbackITCase::version)) {
        world.send(ProducerRecords.of(world.topics.modelVersions(), first));
        decision(versions, first, Verdict.PROMOTED);
        String former = awaitServing(world, first);
        world.send(ProducerRecords.of(world.topics.modelVersions(), blind));
        decision(versions, blind, Verdict.REJECTED);
        world.send(
            ProducerRecords.of(
                world.topics.modelVersions(),
                new Command(
                    blind.step(),
                    blind.digest(),
                    blind.uri(),
                    Order.PROMOTE,
                    "trust me",
                    System.currentTimeMillis())));
        assertThat(decision(versions, blind, Verdict.PROMOTED).ground()).isEqualTo(Ground.COMMAND);
        String fallen = awaitServing(world, blind);
        assertThat(fallen).isNotEqualTo(former);

        Decision back = decision(versions, blind, Verdict.ROLLED_BACK);
        assertThat(back.ground()).isEqualTo(Ground.LIVE);
        assertThat(back.reason())
            .matches("task (qa|search) lost 0\\.\\d{4} \\[0\\.\\d{4}, [01]\\.\\d{4}] of nDCG@10.*")
            .contains("tolerance 0.0500, in 3 windows since ");
        assertThat(back.metrics()).containsKeys("gain", "search.ndcg_cut_10");
        assertThat(awaitServing(world, first)).isEqualTo(former);
      } finally {
        evaluator.cancel().get();
        indexer.cancel().get();
      }
    }
  }
}

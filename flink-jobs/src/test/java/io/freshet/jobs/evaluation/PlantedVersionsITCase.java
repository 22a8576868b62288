/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.testing.MiniClusters;
import io.freshet.jobs.testing.TopicReader;
import java.nio.file.Path;
import java.util.Random;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A good version, a bad one and one that breaks a single task, planted before the real gate. */
@ExtendWith(ServersExtension.class)
class PlantedVersionsITCase {
  @RegisterExtension static final MiniClusterExtension CLUSTER = MiniClusters.of(1);

  private static final Logger LOG = LoggerFactory.getLogger(PlantedVersionsITCase.class);
  private static final double MINIMUM_GAIN = 0.1;
  private static final double NOISE = 0.05;
  private static final String BROKEN = "medical";

  @TempDir private Path root;

  @Test
  void goodIsPromotedBadRejectedAndABrokenTaskNamed(Servers servers) throws Exception {
    SynonymTasks tasks = new SynonymTasks(1);
    try (EvaluationWorld world =
        new EvaluationWorld(servers, root, tasks.probes(2), MINIMUM_GAIN)) {
      Path fresh = world.freshModel("a", 1);
      Path trained = root.resolve("trained");
      tasks.train(fresh, 3, trained);
      Random random = new Random(4);
      Path perturbed =
          world.changedModel(
              trained,
              "perturbed",
              (tensor, values) -> {
                for (int i = 0; i < values.length; i++) {
                  values[i] += (float) (NOISE * random.nextGaussian());
                }
              });
      Path broken = world.blindModel(trained, "broken", SynonymTasks.pieceOf(BROKEN));

      StreamExecutionEnvironment env = Environments.create(world.config, "evaluation");
      EvaluationJob.build(env, world.config);
      JobClient job = env.executeAsync();
      try (TopicReader<ModelVersion> versions = world.versions()) {
        Decision first = decide(world, versions, fresh, 0);
        assertThat(first.verdict()).as(first.reason()).isEqualTo(Verdict.PROMOTED);

        Decision equal = decide(world, versions, fresh, 10);
        assertThat(equal.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(equal.reason()).startsWith("brings too little");

        Decision good = decide(world, versions, trained, 20);
        assertThat(good.verdict()).as(good.reason()).isEqualTo(Verdict.PROMOTED);
        assertThat(good.metrics().get("gain")).isGreaterThan(MINIMUM_GAIN);

        Decision bad = decide(world, versions, perturbed, 30);
        assertThat(bad.verdict()).as(bad.reason()).isEqualTo(Verdict.REJECTED);
        assertThat(bad.reason()).contains(SynonymTasks.names());
        assertThat(bad.metrics().get("gain")).isNegative();

        Decision brokenTask = decide(world, versions, broken, 40);
        assertThat(brokenTask.verdict()).as(brokenTask.reason()).isEqualTo(Verdict.REJECTED);
        assertThat(brokenTask.reason()).startsWith("worse on " + BROKEN + " (");
        for (String task : SynonymTasks.names()) {
          double lost = ndcg(good, task) - ndcg(brokenTask, task);
          if (task.equals(BROKEN)) {
            assertThat(lost).isGreaterThan(world.config.evaluation().gate().toleranceOf(task));
          } else {
            assertThat(lost).as("%s is as it was", task).isZero();
            assertThat(brokenTask.reason()).doesNotContain(task);
          }
        }
      } finally {
        job.cancel().get();
      }
    }
  }

  private static Decision decide(
      EvaluationWorld world, TopicReader<ModelVersion> versions, Path model, long step)
      throws Exception {
    Decision decision = world.decide(world.publish(model, step), versions);
    LOG.info(
        "{} of {}: {}; {}",
        decision.verdict(),
        model.getFileName(),
        decision.reason(),
        decision.metrics());
    return decision;
  }

  private static double ndcg(Decision decision, String task) {
    return decision.metrics().getOrDefault(task + ".ndcg_cut_10", Double.NaN);
  }
}

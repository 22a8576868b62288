/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobTest {

  private static FreshetConfig config(Path root, Map<String, String> overrides) {
    return ConfigReader.parse(
        "test",
        """
        model: {path: "%1$s/model"}
        registry: {path: "file://%1$s/registry"}
        evaluation: {probe-path: "%1$s/probes"}
        training: {anchor: "%1$s/anchor"}
        tasks: {search: {kind: retrieval}, stsb: {kind: similarity}}
        negatives: {shares: {search: 0.5}}
        """
            .formatted(root),
        overrides);
  }

  /** What is sent of each operator, by its uid: parallelism and the operator itself, in bytes. */
  private static Map<String, String> told(StreamExecutionEnvironment env) throws Exception {
    Map<String, String> told = new TreeMap<>();
    for (StreamNode node : env.getStreamGraph().getStreamNodes()) {
      byte[] operator = InstantiationUtil.serializeObject(node.getOperatorFactory());
      told.put(
          String.valueOf(node.getTransformationUID()),
          "%d of %d: %s"
              .formatted(
                  node.getParallelism(),
                  node.getMaxParallelism(),
                  HexFormat.of().formatHex(operator)));
    }
    return told;
  }

  @ParameterizedTest
  @EnumSource(Job.class)
  void graphIsTheSameWhetherTheMachineHasTheFilesOrNot(Job job, @TempDir Path root)
      throws Exception {
    FreshetConfig config = config(root, Map.of());
    Map<String, String> without = told(job.build(config));
    for (String folder : List.of("model", "anchor", "probes/search/qrels")) {
      Files.createDirectories(root.resolve(folder));
    }
    Files.writeString(root.resolve("probes/search/corpus.jsonl"), "");
    Files.writeString(root.resolve("probes/search/queries.jsonl"), "");
    Map<String, String> with = told(job.build(config));
    assertThat(with.keySet()).isEqualTo(without.keySet()).doesNotContain("null").isNotEmpty();
    with.forEach((uid, operator) -> assertThat(operator).as(uid).isEqualTo(without.get(uid)));
  }

  @Test
  void threadsAreThoseOfTheMachineThatComputes(@TempDir Path root) {
    assertThat(config(root, Map.of()).model().threads()).isZero();
    assertThat(config(root, Map.of()).model().compute(1).threads()).isZero();
  }

  @Test
  void parallelismOfIndexingIsThatOfBothBranches(@TempDir Path root) {
    FreshetConfig wide = config(root, Job.INDEXING.parallelism(3));
    assertThat(wide.indexing().liveParallelism()).isEqualTo(3);
    assertThat(wide.indexing().backfillParallelism()).isEqualTo(3);
    assertThat(Job.INDEXING.slots(wide)).isEqualTo(3);
    assertThat(Job.TRAINING.parallelism(3)).isEmpty();
  }

  @Test
  void negativesAreMinedWhereATaskHasAShare(@TempDir Path root) {
    FreshetConfig on = config(root, Map.of());
    assertThat(Job.of(on)).containsExactly(Job.values());
    FreshetConfig off = config(root, Map.of("negatives.shares.search", "0"));
    assertThat(Job.of(off)).containsExactly(Job.TRAINING, Job.INDEXING, Job.EVALUATION);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Job.NEGATIVES.build(off))
        .withMessageContaining("negatives: {shares: {search: 0.2}}");
  }

  @Test
  void mainClassesHaveAMainMethod() throws Exception {
    for (Job job : Job.values()) {
      assertThat(Class.forName(job.mainClass()).getMethod("main", String[].class)).isNotNull();
      assertThat(Job.named(job.jobName())).contains(job);
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.config.TaskConfig;
import io.freshet.config.TaskLosses;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.Received;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.jobs.training.sampling.SamplingFixtures;
import io.freshet.model.loss.Negatives;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskTableTest {

  private static final String FILE =
      """
      model: {path: m, max-length: 100}
      registry: {path: r}
      sampling: {batch-size: 12}
      training: {micro-batch-tokens: 77, dropout: 0}
      """;

  private static FreshetConfig config(String tasks) {
    return ConfigReader.parse("test", FILE + "tasks: " + tasks);
  }

  private static TaskTable table(String tasks) {
    return TaskTable.of(config(tasks), task -> {}, TaskChanges.NONE);
  }

  @Test
  void anAddedTaskHasTheDefaultsOfTheFile() {
    TaskTable table = table("{a: {}}").after(TaskControl.add("b", Map.of("kind", "qa")));
    assertThat(table.tasks()).containsOnlyKeys("a", "b");
    TaskConfig added = table.tasks().get("b");
    assertThat(added)
        .isEqualTo(config("{a: {}, b: {kind: qa}}").tasks().get("b"))
        .extracting(TaskConfig::batchSize, TaskConfig::documentMaxLength)
        .containsExactly(12, 100);
    assertThat(added.microBatchTokens()).isEqualTo(77);
  }

  @Test
  void changesAddUpAndSurviveWithOneRecordATask() {
    TaskTable table =
        table("{a: {}, b: {}}")
            .after(TaskControl.set("a", Map.of("weight", "0.25", "negatives", "all")))
            .after(TaskControl.set("a", Map.of("weight", "0.5")))
            .after(TaskControl.add("c", Map.of("kind", "similarity")))
            .after(TaskControl.set("c", Map.of("temperature", "0.1")))
            .after(TaskControl.remove("b"));
    assertThat(table.changes())
        .isEqualTo(
            new TaskChanges(
                5,
                Map.of(
                    "a", TaskControl.set("a", Map.of("weight", "0.5", "negatives", "all")),
                    "b", TaskControl.remove("b"),
                    "c",
                        TaskControl.add("c", Map.of("kind", "similarity", "temperature", "0.1")))));
    TaskTable restored = TaskTable.of(config("{a: {}, b: {}}"), task -> {}, table.changes());
    assertThat(restored.tasks()).isEqualTo(table.tasks()).containsOnlyKeys("a", "c");
    assertThat(restored.tasks().get("a").negatives()).isEqualTo(Negatives.ALL);
    // A removed task may come back.
    assertThat(
            restored.after(TaskControl.add("b", Map.of("weight", "3"))).tasks().get("b").weight())
        .isEqualTo(3);
  }

  @Test
  void theFileMayCatchUp() {
    TaskChanges changes =
        table("{a: {}}").after(TaskControl.add("b", Map.of("weight", "3"))).changes();
    TaskTable later = TaskTable.of(config("{a: {}, b: {kind: qa}}"), task -> {}, changes);
    assertThat(later.tasks().get("b"))
        .extracting(TaskConfig::kind, TaskConfig::weight)
        .containsExactly(TaskConfig.Kind.QA, 3.0);
    TaskChanges ofA =
        table("{a: {}, b: {}}").after(TaskControl.set("b", Map.of("weight", "2"))).changes();
    assertThat(TaskTable.of(config("{a: {}}"), task -> {}, ofA).tasks()).containsOnlyKeys("a");
  }

  @Test
  void whatCannotBeIsRefusedWithWhatToDo() {
    TaskTable table =
        TaskTable.of(
            config("{a: {minimum-share: 0.7}, b: {}}"),
            task -> {
              if (task.kind() == TaskConfig.Kind.CODE) {
                throw new IllegalArgumentException("not on this model");
              }
            },
            TaskChanges.NONE);
    refused(table, TaskControl.add("a", Map.of()), "'set'");
    refused(
        table, TaskControl.set("c", Map.of("weight", "1")), "no task is called c; there are a, b");
    refused(table, TaskControl.remove("c"), "no task is called c");
    refused(table, TaskControl.add(".c", Map.of()), "does not begin with a dot");
    refused(table, TaskControl.add("c", Map.of("projection", "4")), "savepoint");
    refused(table, TaskControl.add("c", Map.of("minimum-share", "0.4")), "minimum-share");
    refused(table, TaskControl.add("c", Map.of("kind", "sentence-representation")), "dropout");
    refused(table, TaskControl.add("c", Map.of("kind", "code")), "not on this model");
    refused(table, TaskControl.set("b", Map.of("kind", "code")), "not on this model");
    refused(table.after(TaskControl.remove("a")), TaskControl.remove("b"), "last task");
    FreshetConfig spare =
        ConfigReader.parse(
            "test",
            "{model: {path: m}, registry: {path: r}, sampling: {default-task: a}, tasks: {a: {}, b: {}}}");
    refused(
        TaskTable.of(spare, task -> {}, TaskChanges.NONE),
        TaskControl.remove("a"),
        "sampling.default-task");
  }

  private static void refused(TaskTable table, TaskControl control, String why) {
    assertThatThrownBy(() -> table.after(control))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "weight, -1",
    "weight, NaN",
    "temperature, 0",
    "query-max-length, 2",
    "document-max-length, x",
    "batch-size, 1",
    "negatives-per-query, -1",
    "negatives, some",
    "sampling-weight, -0.5",
    "micro-batch-tokens, -1",
    "teacher-temperature, 0",
    "false-negative-margin, 3",
    "kind, nothing",
    "losses, no-such-loss",
    "masked-share, 2",
    "projection, 8",
    "learning-rate-factor, 2",
    "nonsense, 1"
  })
  void settingsOutOfBoundsNameTheirKey(String key, String value) {
    refused(table("{t: {}}"), TaskControl.set("t", Map.of(key, value)), "tasks.t." + key);
  }

  @Test
  void everySettingIsSet() {
    Map<String, String> settings =
        Map.ofEntries(
            Map.entry("kind", "qa"),
            Map.entry("losses", "info-nce:2"),
            Map.entry("matryoshka", "8"),
            Map.entry("masked-share", "0.3"),
            Map.entry("weight", "2"),
            Map.entry("temperature", "0.5"),
            Map.entry("query-prompt", "q: "),
            Map.entry("document-prompt", "d: "),
            Map.entry("query-max-length", "3"),
            Map.entry("document-max-length", "4"),
            Map.entry("batch-size", "5"),
            Map.entry("negatives-per-query", "6"),
            Map.entry("negatives", "own"),
            Map.entry("teacher-temperature", "3"),
            Map.entry("false-negative-margin", "0.1"),
            Map.entry("sampling-weight", "7"),
            Map.entry("minimum-share", "0.1"),
            Map.entry("maximum-share", "0.9"),
            Map.entry("micro-batch-tokens", "8"));
    TaskConfig task = table("{t: {}}").after(TaskControl.set("t", settings)).tasks().get("t");
    assertThat(task.settings())
        .containsAllEntriesOf(
            Map.of("kind", "qa", "query-prompt", "q: ", "batch-size", "5", "negatives", "own"));
    assertThat(task)
        .isEqualTo(
            new TaskConfig(
                "t",
                TaskConfig.Kind.QA,
                2,
                0.5,
                "q: ",
                "d: ",
                3,
                4,
                5,
                6,
                Negatives.OWN,
                new TaskLosses(
                    task.losses().terms(), List.of(new TaskLosses.Width(8, 1)), 3, 0.1, 0.3),
                0,
                1.0,
                7,
                0.1,
                0.9,
                8));
    assertThat(task.terms()).singleElement().matches(term -> term.weight() == 2);
  }

  @Test
  void examplesThatNoLossCanUseAreTurnedAway() {
    KnownTasks known =
        new KnownTasks(
            table(
                "{pairs: {kind: qa}, texts: {kind: language-modelling}, scored: {losses: margin-mse}}"),
            "training");
    Received sent = new Received(new byte[0], new byte[] {7}, new Origin("topic", 0, 1, 2));
    assertThat(known.objection(textAlone("texts"), sent)).isEmpty();
    assertThat(known.objection(SamplingFixtures.unique("pairs", 1), sent)).isEmpty();
    DeadLetter letter = known.objection(textAlone("pairs"), sent).orElseThrow();
    assertThat(letter.error()).contains("'pos'", "pairs");
    assertThat(letter.value()).as("what was sent").isSameAs(sent.value());
    assertThat(known.objection(SamplingFixtures.unique("scored", 1), sent).orElseThrow().error())
        .contains("'pos_scores'", "scored");
    assertThat(known.objection(SamplingFixtures.taught("scored", 1), sent)).isEmpty();
  }

  private static TrainingExample textAlone(String task) {
    return SamplingFixtures.example(task, 1, "text", List.of(), List.of());
  }
}

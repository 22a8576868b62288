/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.jobs.files.Reading;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.testing.MiniClusters;
import io.freshet.jobs.training.files.ExampleFilesSource;
import io.freshet.jobs.training.files.RejectedLines;
import io.freshet.jobs.training.versions.Announcer;
import io.freshet.jobs.training.versions.TrainingResult;
import io.freshet.model.adapter.MergedModel;
import io.freshet.model.folder.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a configuration says of a task reaches the steps of the whole job, run over files. */
class TaskOptionsTest {

  @RegisterExtension static final MiniClusterExtension CLUSTER = MiniClusters.of(2);

  private static final String[] WORDS = {"stream", "index", "vector", "window", "offset", "merge"};

  @TempDir static Path shared;
  private static Path model;

  @TempDir Path directory;
  private int runs;

  @BeforeAll
  static void createModel() throws Exception {
    model = TinyTraining.model(shared);
  }

  @Test
  void rowsAndCandidatesOfAStepAreThoseOfItsTask() throws Exception {
    Path result =
        run(
            """
            own: {batch-size: 6, negatives: own, negatives-per-query: 2, projection: 5}
            batch: {batch-size: 3, negatives: batch, negatives-per-query: 0}
            all: {batch-size: 4, negatives: all, negatives-per-query: 1}
            """,
            "",
            examples(List.of("own", "batch", "all"), 12, "", ""));
    // Candidates of a row: its positive, its negatives, and what the task adds of the other rows.
    assertThat(steps())
        .containsExactly(
            entry("all", "4 rows, 8.0 candidates"),
            entry("batch", "3 rows, 3.0 candidates"),
            entry("own", "6 rows, 3.0 candidates"));
    ModelFolder folder = ModelFolder.read(result);
    assertThat(folder.projectionTasks()).containsExactly("own");
    assertThat(folder.projectionDimension("own")).isEqualTo(5);
  }

  @Test
  void wordsBeyondATasksLengthsAreNotSeen() throws Exception {
    // Special tokens aside, the short side has room for four words at most; the fifth one differs.
    String shortSides = "t: {batch-size: 4, query-max-length: 6, document-max-length: 6}";
    String longQueries = "t: {batch-size: 4, query-max-length: 24, document-max-length: 6}";
    String longDocuments = "t: {batch-size: 4, query-max-length: 6, document-max-length: 24}";
    Path plain = examples(List.of("t"), 8, "", "");
    Path otherQueries = examples(List.of("t"), 8, " barrier", "");
    Path otherDocuments = examples(List.of("t"), 8, "", " barrier");
    String expected = digest(shortSides, plain);
    assertThat(digest(shortSides, otherQueries)).isEqualTo(expected);
    assertThat(digest(shortSides, otherDocuments)).isEqualTo(expected);
    // Where there is room for it, it counts.
    assertThat(digest(longQueries, otherQueries)).isNotEqualTo(digest(longQueries, plain));
    assertThat(digest(longDocuments, otherDocuments)).isNotEqualTo(digest(longDocuments, plain));
  }

  @Test
  void anAdapterIsWrittenAloneAndMerged() throws Exception {
    FreshetConfig config = config("t: {batch-size: 4}", ", adapter-rank: 2, adapter-layers: query");
    Path input = examples(List.of("t"), 8, "", "");
    Path merged = directory.resolve("merged");
    Path adapter = directory.resolve("adapter");
    StreamExecutionEnvironment env = Environments.create(config, "training");
    TrainingJob.buildBounded(
        env,
        config,
        List.of(input),
        Reading.examples(""),
        TrainingResult.of(Optional.of(merged), Optional.of(adapter)));
    env.execute();
    assertThat(MergedModel.write(model, adapter, directory.resolve("again")))
        .isEqualTo(ModelFolder.read(merged).digest())
        .isNotEqualTo(ModelFolder.read(model).digest());

    FreshetConfig plain = config("t: {batch-size: 4}", "");
    StreamExecutionEnvironment other = Environments.create(plain, "training");
    TrainingResult alone =
        TrainingResult.of(Optional.empty(), Optional.of(directory.resolve("none")));
    assertThatThrownBy(
            () ->
                TrainingJob.buildBounded(other, plain, List.of(input), Reading.examples(""), alone))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("training.adapter-rank");
  }

  @Test
  void versionsOfQueriesAloneKeepTheDocumentsOfTheStart() throws Exception {
    Path input = examples(List.of("t"), 8, "", "");
    ModelFolder folder =
        ModelFolder.read(run("t: {batch-size: 4}", ", freeze-documents: true", input));
    String start = ModelFolder.read(model).digest();
    assertThat(folder.documentDigest()).isEqualTo(start).isNotEqualTo(folder.digest());
    // The registry has the same, under a name with the digest of both sides.
    ModelRegistry registry = new ModelRegistry("file://" + directory.resolve("registry" + runs));
    assertThat(registry.names())
        .first()
        .asString()
        .startsWith("0-")
        .endsWith(start.substring(0, 8));
    assertThat(registry.names()).last().asString().endsWith(folder.digest().substring(0, 8));
    Path fetched = registry.fetch(registry.uriOf(registry.names().get(1)), directory);
    assertThat(ModelFolder.read(fetched).documentDigest()).isEqualTo(start);
  }

  private String digest(String tasks, Path input) throws Exception {
    return ModelFolder.read(run(tasks, "", input)).digest();
  }

  /** Runs the job to the end of a file and returns the folder of the trained model. */
  private Path run(String tasks, String training, Path input) throws Exception {
    FreshetConfig config = config(tasks, training);
    Path result = directory.resolve("result" + runs);
    StreamExecutionEnvironment env = Environments.create(config, "training");
    TrainingJob.assemble(
        TrainingJob.source(env, new ExampleFilesSource(List.of(input), Reading.examples(""))),
        config,
        "the files",
        new TrainingJob.Outputs(
            new Steps(directory.resolve("steps").toString()),
            Optional.empty(),
            new RejectedLines(directory.resolve("rejected")),
            Announcer.none(),
            TrainingResult.model(result)));
    env.execute();
    assertThat(directory.resolve("rejected")).doesNotExist();
    return result;
  }

  private FreshetConfig config(String tasks, String training) {
    runs++;
    return ConfigReader.parse(
        "test",
        """
        model: {path: "%s", max-length: 24, device: cpu, threads: 1}
        tasks:
        %s
        sampling: {tasks-per-step: 1, minimum-buffered: 12, seed: 5}
        training: {learning-rate: 1e-3, warmup-steps: 0, report-every-steps: 1, dropout: 0%s}
        registry: {path: "file://%s/registry%d"}
        """
            .formatted(model, tasks.indent(2), training, directory, runs));
  }

  /** Examples whose texts have five words, and then the given ends. */
  private Path examples(List<String> tasks, int each, String queryEnd, String documentEnd)
      throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      for (String task : tasks) {
        String text = WORDS[i % 6] + " " + WORDS[(i / 6 + 1) % 6] + " " + WORDS[(i + 2) % 6];
        lines.add(
            """
            {"id": "%1$d", "task": "%2$s", "query": "query %3$s%4$s", "pos": ["state %3$s%5$s"], "neg": ["topic %3$s%5$s", "key %3$s%5$s", "event %3$s%5$s"]}"""
                .formatted(i, task, text, queryEnd, documentEnd));
      }
    }
    return Files.write(directory.resolve("examples" + queryEnd + documentEnd.length()), lines);
  }

  /** What was said of each task's steps, one and the same of all of them. */
  private Map<String, String> steps() throws IOException {
    Map<String, String> steps = new TreeMap<>();
    for (String line : Files.readAllLines(directory.resolve("steps"))) {
      String[] taskAndStep = line.split(": ", 2);
      assertThat(steps.getOrDefault(taskAndStep[0], taskAndStep[1])).isEqualTo(taskAndStep[1]);
      steps.put(taskAndStep[0], taskAndStep[1]);
    }
    return steps;
  }

  /** Notes of every step its task, its rows and the mean number of their candidates. */
  private record Steps(String file) implements Sink<MetricRecord> {

    @Override
    public SinkWriter<MetricRecord> createWriter(WriterInitContext context) {
      return new Writer(Path.of(file));
    }

    private static final class Writer implements SinkWriter<MetricRecord> {
      private final Path file;
      private long pairs;

      Writer(Path file) {
        this.file = file;
      }

      @Override
      public void write(MetricRecord metric, Context context) throws IOException {
        MetricRecord.TrainingProgress progress = (MetricRecord.TrainingProgress) metric;
        List<String> lines = new ArrayList<>();
        progress
            .tasks()
            .forEach(
                (task, at) -> {
                  if (at.inBatch().containsKey("candidates")) {
                    lines.add(
                        "%s: %d rows, %s candidates"
                            .formatted(
                                task, progress.pairs() - pairs, at.inBatch().get("candidates")));
                  }
                });
        pairs = progress.pairs();
        Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }

      @Override
      public void flush(boolean endOfInput) {
        // Nothing is held back.
      }

      @Override
      public void close() {
        // Nothing is open between records.
      }
    }
  }
}

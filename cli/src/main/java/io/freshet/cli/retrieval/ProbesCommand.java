/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.freshet.cli.files.FolderSwap;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.options.JsonMixin;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.terminal.Table;
import io.freshet.config.EvaluationConfig;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.jobs.probes.HeldOutQueries.Query;
import io.freshet.jobs.probes.ProbeRefresh;
import io.freshet.jobs.probes.ProbeSet;
import io.freshet.jobs.probes.ProbeSetDigest;
import io.freshet.jobs.probes.ProbeSetFiles;
import io.freshet.jobs.probes.ProbeSets;
import io.freshet.jobs.probes.StreamJudgment;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Refreshes the probe sets from the streams of judgments and documents. */
@Command(
    name = "probes",
    description = {
      "Refreshes the gate's probe sets (evaluation.probe-path) from the topics of judgments and"
          + " documents, by the policy of evaluation.probe-queries, -replaced-share, -documents and"
          + " -seed. Queries that stand in the training examples do not become probes.",
      "A training job reads the held-out queries when it is built: stop it with a savepoint before,"
          + " and start it from the savepoint afterwards."
    })
public final class ProbesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();
  @Mixin private JsonMixin json = new JsonMixin();

  private final Table table =
      Table.of(
          "TASK",
          "KEPT",
          "NEW",
          "DROPPED",
          "DOCUMENTS",
          "TRAINED ON",
          "NO DOCUMENT",
          "REPEATED",
          "DIGEST");
  private final ArrayNode array = JsonNodeFactory.instance.arrayNode();
  private int added;

  @Override
  public Integer call() throws IOException, FailedException {
    FreshetConfig read = config.read();
    EvaluationConfig evaluation = read.evaluation();
    if (evaluation.probePath().isBlank()) {
      throw new WrongUseException("evaluation.probe-path is not set: it says where the sets are");
    }
    ProbeStreams streams = new ProbeStreams(read.kafka(), System.currentTimeMillis());
    try (FolderSwap swap = FolderSwap.of(Path.of(evaluation.probePath()), ProbeSets.FORMER)) {
      SortedMap<String, Path> sets = setsOf(swap.folder());
      Map<String, StreamJudgment> judgments = streams.judgments();
      warnOfUnknownTasks(judgments, read.tasks().keySet());
      SortedMap<String, ProbeRefresh> refreshes = refreshes(sets, judgments, read.tasks().keySet());
      Map<Query, String> candidates = new HashMap<>();
      refreshes.values().forEach(refresh -> candidates.putAll(refresh.candidates()));
      Set<Query> trained = streams.trainedOn(candidates);
      Map<String, DocumentChange> documents = streams.documents();

      for (Map.Entry<String, ProbeRefresh> refresh : refreshes.entrySet()) {
        ProbeRefresh.Result result =
            refresh.getValue().apply(evaluation.probeRefresh(), documents, trained);
        write(refresh.getKey(), result, swap.next(), evaluation.gate().minimumQueries());
      }
      if (array.isEmpty()) {
        throw new FailedException(
            "no judged query of the stream can be a probe; the sets are as they were");
      }
      swap.keepTheRest();
      swap.commit();
    }
    print(streams);
    json.write(array);
    return 0;
  }

  private static SortedMap<String, Path> setsOf(Path root) throws IOException {
    if (Files.isDirectory(root)) {
      try (Stream<Path> entries = Files.list(root)) {
        if (entries.anyMatch(Files::isDirectory)) {
          return ProbeSets.find(root.toString());
        }
      } catch (IllegalArgumentException e) {
        throw new WrongUseException(String.valueOf(e.getMessage()));
      }
    }
    return new TreeMap<>();
  }

  private void warnOfUnknownTasks(Map<String, StreamJudgment> judgments, Set<String> tasks) {
    Map<String, Integer> unknown = new TreeMap<>();
    for (StreamJudgment known : judgments.values()) {
      String task = known.judgment().task();
      if (!task.isEmpty() && !tasks.contains(task)) {
        unknown.merge(task, 1, Integer::sum);
      }
    }
    unknown.forEach(
        (task, count) ->
            warn("%d judged queries are of '%s', which is no task here".formatted(count, task)));
  }

  private static SortedMap<String, ProbeRefresh> refreshes(
      Map<String, Path> sets, Map<String, StreamJudgment> judgments, Set<String> tasks)
      throws IOException {
    SortedMap<String, ProbeRefresh> refreshes = new TreeMap<>();
    for (String task : tasks) {
      Path set = sets.get(task);
      ProbeSet former = set == null ? ProbeSet.empty() : ProbeSetFiles.read(set);
      ProbeRefresh refresh = new ProbeRefresh(task, former, judgments);
      if (refresh.concerned()) {
        refreshes.put(task, refresh);
      }
    }
    return refreshes;
  }

  /** Writes a task's new set; where it would have no query, the former one stays. */
  private void write(String task, ProbeRefresh.Result result, Path root, int minimum)
      throws IOException {
    int queries = result.set().queries().size();
    if (queries == 0) {
      warn(
          ("%s: no query can be a probe (%d were trained on, %d have no document), so its set is not"
                  + " changed")
              .formatted(task, result.trained(), result.unanswerable()));
      return;
    }
    if (queries < minimum) {
      warn(
          "%s: %d queries, fewer than evaluation.minimum-queries (%d), so the gate cannot tell on it"
              .formatted(task, queries, minimum));
    }
    Path folder = root.resolve(task);
    ProbeSetFiles.write(result.set(), folder);
    String digest = ProbeSetDigest.of(folder);
    int documents = result.set().corpus().size();
    added += result.added();
    table.row(
        task,
        result.kept(),
        result.added(),
        result.dropped(),
        documents,
        result.trained(),
        result.unanswerable(),
        result.repeated(),
        digest);
    array
        .addObject()
        .put("task", task)
        .put("kept", result.kept())
        .put("new", result.added())
        .put("dropped", result.dropped())
        .put("documents", documents)
        .put("trainedOn", result.trained())
        .put("withoutDocuments", result.unanswerable())
        .put("repeated", result.repeated())
        .put("digest", digest);
  }

  private void print(ProbeStreams streams) {
    PrintWriter out = spec.commandLine().getOut();
    table.print(out);
    out.printf(
        "looked at %d training examples; %d records of the topics could not be understood%n",
        streams.examples(), streams.rejected());
    out.println(
        added == 0
            ? "no new queries: a running training job keeps all of them out already"
            : "restart a running training job from its savepoint: it keeps the new queries out only"
                + " from then on");
  }

  private void warn(String message) {
    spec.commandLine().getErr().println(message);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import io.freshet.cli.options.WrongUseException;
import io.freshet.evaluation.tasks.ClassificationTask;
import io.freshet.evaluation.tasks.ClusteringTask;
import io.freshet.evaluation.tasks.EvaluationTask;
import io.freshet.evaluation.tasks.PairClassificationTask;
import io.freshet.evaluation.tasks.RerankingTask;
import io.freshet.evaluation.tasks.StsTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The files of tasks of MTEB's kinds other than retrieval. */
final class TaskFilesMixin {
  @Option(
      names = "--sts",
      paramLabel = "PATH",
      description = "Graded pairs: rows of sentence1, sentence2, score; a file or a directory.")
  private List<Path> sts = new ArrayList<>();

  @Option(
      names = "--pair-classification",
      paramLabel = "PATH",
      description = "Pairs: rows of sentence1, sentence2, label 1 or 0; a file or a directory.")
  private List<Path> pairs = new ArrayList<>();

  @Option(
      names = "--reranking",
      paramLabel = "PATH",
      description = "Candidates: rows of query, positive, negative; a file or a directory.")
  private List<Path> reranking = new ArrayList<>();

  @Option(
      names = "--clustering",
      paramLabel = "PATH",
      description = "Groups: rows of text, label, or of sentences, labels; a file or a directory.")
  private List<Path> clustering = new ArrayList<>();

  @Option(
      names = "--classification",
      paramLabel = "DIR",
      description = "Labelled texts: train.jsonl and test.jsonl, rows of text, label.")
  private List<Path> classification = new ArrayList<>();

  /** The tasks that the options name. */
  List<EvaluationTask> tasks() throws IOException {
    List<EvaluationTask> tasks = new ArrayList<>();
    add(sts, StsTask::new, tasks);
    add(pairs, PairClassificationTask::new, tasks);
    add(reranking, RerankingTask::new, tasks);
    add(clustering, ClusteringTask::new, tasks);
    for (Path folder : classification) {
      if (!Files.isDirectory(folder)) {
        throw new WrongUseException("no such folder: " + folder);
      }
      tasks.add(new ClassificationTask(folder));
    }
    return tasks;
  }

  private static void add(
      List<Path> paths, Function<Path, EvaluationTask> kind, List<EvaluationTask> tasks)
      throws IOException {
    for (Path path : paths) {
      List<Path> files = files(path);
      if (files.isEmpty()) {
        throw new WrongUseException("there is no .jsonl file in " + path);
      }
      files.stream().map(kind).forEach(tasks::add);
    }
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      if (!Files.exists(path)) {
        throw new WrongUseException("no such file: " + path);
      }
      return List.of(path);
    }
    try (Stream<Path> children = Files.list(path)) {
      return children.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
  }
}

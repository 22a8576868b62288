/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import io.freshet.cli.stack.FlinkCluster;
import io.freshet.cli.stack.JobFailedException;
import io.freshet.config.FreshetConfig;
import io.freshet.jobs.evaluation.EvaluationJob;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.indexing.IndexingJob;
import io.freshet.jobs.training.TrainingJob;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three jobs of one run. Used by one thread. */
final class DemoJobs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DemoJobs.class);
  private static final long STOP_SECONDS = 30;

  private final FlinkCluster flink;
  private final FreshetConfig config;
  private final List<JobID> running = new ArrayList<>();
  private final List<CompletableFuture<JobResult>> results = new ArrayList<>();

  DemoJobs(FlinkCluster flink, FreshetConfig config) {
    this.flink = flink;
    this.config = config;
  }

  void submit() throws Exception {
    submit("training", TrainingJob::build);
    submit("indexing", IndexingJob::build);
    submit("evaluation", EvaluationJob::build);
  }

  /** Throws why a job ended, if one did. */
  void throwFailure() throws Exception {
    for (CompletableFuture<JobResult> result : results) {
      if (result.isDone()) {
        throw JobFailedException.of(result.get());
      }
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** Stops the jobs and waits until they have ended. */
  void stop() {
    List<CompletableFuture<JobResult>> ending = List.copyOf(results);
    results.clear();
    running.forEach(job -> flink.cancel(job).exceptionally(e -> null));
    running.clear();
    for (CompletableFuture<JobResult> result : ending) {
      try {
        result.get(STOP_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ExecutionException | TimeoutException e) {
        LOG.warn("a job did not stop in order", e);
      }
    }
  }

  private void submit(String name, BiConsumer<StreamExecutionEnvironment, FreshetConfig> build)
      throws Exception {
    StreamExecutionEnvironment env = Environments.create(config, name);
    build.accept(env, config);
    JobID job = flink.submit(env);
    running.add(job);
    results.add(flink.result(job));
  }
}

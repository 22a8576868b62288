/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.local;

import io.freshet.config.FreshetConfig;
import io.freshet.deployment.Job;
import io.freshet.deployment.cluster.EmbeddedCluster;
import io.freshet.deployment.cluster.JobFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs of a configuration in a Flink of this JVM. Used by one thread. */
public final class LocalJobs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalJobs.class);
  private static final long STOP_SECONDS = 30;

  private final EmbeddedCluster flink;
  private final FreshetConfig config;
  private final List<JobID> running = new ArrayList<>();
  private final List<CompletableFuture<JobResult>> results = new ArrayList<>();

  /** Jobs that are not started yet. */
  public LocalJobs(EmbeddedCluster flink, FreshetConfig config) {
    this.flink = flink;
    this.config = config;
  }

  /**
   * Starts the jobs.
   *
   * @param from checkpoints to go on from; jobs without one begin anew
   */
  public void start(Map<Job, String> from) throws Exception {
    for (Job job : Job.of(config)) {
      JobID id = flink.submit(job.build(config), from.getOrDefault(job, ""));
      running.add(id);
      results.add(flink.result(id));
    }
  }

  /** Throws why a job ended, if one did. */
  public void throwFailure() throws Exception {
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

  /** Cancels the jobs, whose checkpoints are retained, and waits until they have ended. */
  public void stop() {
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
}

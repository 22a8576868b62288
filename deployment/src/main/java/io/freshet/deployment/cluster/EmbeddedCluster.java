/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Flink in this JVM, its REST and web interface on loopback. Thread-safe. */
public final class EmbeddedCluster implements AutoCloseable {

  /** In one JVM nobody is lost, however long it was stopped or its machine slept. */
  private static final Duration HEARTBEAT_TIMEOUT = Duration.ofDays(30);

  private static final Duration CLOSE_LIMIT = Duration.ofMinutes(1);

  private final MiniCluster cluster;
  private final URI address;

  private EmbeddedCluster(MiniCluster cluster, URI address) {
    this.cluster = cluster;
    this.address = address;
  }

  /**
   * How large a cluster is.
   *
   * @param slots the sum of the jobs' parallelisms at least
   * @param network memory of the exchanges between tasks, all slots together
   * @param managed memory of RocksDB and sorters, all slots together
   * @param ports ports of the REST interface in the order tried, such as {@code 8081-8099} or
   *     {@code 0}
   */
  public record Size(int slots, MemorySize network, MemorySize managed, String ports) {

    /** Room for one bounded job. */
    public static Size small() {
      return new Size(4, MemorySize.ofMebiBytes(64), MemorySize.ofMebiBytes(128), "0");
    }
  }

  /**
   * Starts a cluster and waits until it takes jobs.
   *
   * @param directory for temporary files
   */
  public static EmbeddedCluster start(Size size, Path directory) throws Exception {
    Configuration settings = new Configuration();
    settings.set(RestOptions.ADDRESS, "127.0.0.1");
    settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    settings.set(RestOptions.BIND_PORT, size.ports());
    settings.set(WebOptions.SUBMIT_ENABLE, false);
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, size.network());
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, size.network());
    settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, size.managed());
    settings.set(CoreOptions.TMP_DIRS, directory.toString());
    settings.set(BlobServerOptions.STORAGE_DIRECTORY, directory.toString());
    settings.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT);
    settings.set(ClusterOptions.CLUSTER_IO_EXECUTOR_POOL_SIZE, 4);
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(size.slots())
                .build());
    cluster.start();
    return new EmbeddedCluster(cluster, cluster.getRestAddress().get());
  }

  /** Where the web interface is. */
  public URI address() {
    return address;
  }

  /** Submits the job that was built in the environment and returns once it is accepted. */
  public JobID submit(StreamExecutionEnvironment env) throws Exception {
    return submit(env, "");
  }

  /**
   * Submits the job that was built in the environment and returns once it is accepted.
   *
   * @param checkpoint to go on from, which is the job's from then on; empty to begin anew
   */
  public JobID submit(StreamExecutionEnvironment env, String checkpoint) throws Exception {
    JobGraph graph = env.getStreamGraph().getJobGraph();
    if (!checkpoint.isEmpty()) {
      graph.setSavepointRestoreSettings(
          SavepointRestoreSettings.forPath(checkpoint, false, RecoveryClaimMode.CLAIM));
    }
    cluster.submitJob(graph).get();
    return graph.getJobID();
  }

  /**
   * Runs a bounded job to its end.
   *
   * @throws JobFailedException where it fails, with the cause that a person can use
   */
  public void run(StreamExecutionEnvironment env) throws Exception {
    JobResult result = cluster.requestJobResult(submit(env)).get();
    if (!result.isSuccess()) {
      throw JobFailedException.of(result);
    }
  }

  /** The state of a job. */
  public JobStatus status(JobID job) throws ExecutionException, InterruptedException {
    return cluster.getJobStatus(job).get();
  }

  /** Completes with the reason when the job ends in another way than by {@link #cancel}. */
  public CompletableFuture<JobResult> result(JobID job) {
    return cluster.requestJobResult(job);
  }

  /** Asks a job to stop, without a last checkpoint; completes when it was told. */
  public CompletableFuture<?> cancel(JobID job) {
    return cluster.cancelJob(job);
  }

  /**
   * Stops the cluster with all jobs and waits for its end, a minute at most.
   *
   * @throws IllegalStateException where it does not end in order
   */
  @Override
  public void close() {
    try {
      cluster.closeAsync().get(CLOSE_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Flink did not stop in order", e);
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.submission;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.kafka.ReadPosition;
import io.freshet.connectors.kafka.TopicAdmin;
import io.freshet.deployment.Job;
import io.freshet.deployment.PlatformTopics;
import io.freshet.deployment.cluster.JobStatus;
import io.freshet.deployment.cluster.RemoteCluster;
import io.freshet.deployment.cluster.Slots;
import io.freshet.deployment.cluster.Submission;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts jobs on a cluster. The text of the configuration travels, as it stands in its file, to the
 * JobManager, where the job's main method reads it: references to secrets are resolved there, and
 * nothing of this machine gets into the job. Used by one thread.
 */
public final class Submitter {
  private static final Duration SLOT_WAIT = Duration.ofSeconds(15);

  private final RemoteCluster cluster;
  private final FreshetConfig config;
  private final String yaml;
  private final Map<String, String> overrides;

  /**
   * A submitter.
   *
   * @param config read from the text with the overrides, as the JobManager will read it
   * @param yaml the text of the configuration's file
   * @param overrides options that replace those of the text, by their keys
   */
  public Submitter(
      RemoteCluster cluster, FreshetConfig config, String yaml, Map<String, String> overrides) {
    this.cluster = cluster;
    this.config = config;
    this.yaml = yaml;
    this.overrides = Map.copyOf(overrides);
  }

  /**
   * Checks whether jobs may start, and changes nothing.
   *
   * @param savepoint to go on from; for one job only
   * @param fresh whether a job that ran before may begin anew
   * @throws RefusedException where one of them runs already, would forget what it knows, or finds
   *     no slots
   * @throws IOException where the cluster or Kafka cannot be reached
   */
  public SubmitPlan plan(List<Job> jobs, Optional<String> savepoint, boolean fresh)
      throws IOException, InterruptedException, RefusedException {
    List<JobStatus> known = cluster.jobs();
    List<SubmitPlan.Planned> planned = new ArrayList<>();
    for (Job job : jobs) {
      refuseIdle(job);
      refuseRunning(job, known);
      if (savepoint.isEmpty() && !fresh && job.remembers()) {
        refuseForgetting(job, known);
      }
      planned.add(new SubmitPlan.Planned(job, job.slots(config)));
    }
    int needed = planned.stream().mapToInt(SubmitPlan.Planned::slots).sum();
    Slots slots = cluster.awaitFree(needed, SLOT_WAIT);
    if (needed > slots.free()) {
      throw new RefusedException(
          "%d task slots are needed and %d of %d are free at %s; start TaskManagers or stop jobs"
              .formatted(needed, slots.free(), slots.total(), cluster.address()));
    }
    return new SubmitPlan(planned, slots, PlatformTopics.missing(config.kafka()), savepoint);
  }

  /** Told of every job that was started. */
  public interface Started {
    /**
     * A job runs.
     *
     * @param id the job's id in the cluster
     */
    void started(Job job, String id);
  }

  /**
   * Makes the topics that are missing and starts the jobs of a plan.
   *
   * @param jar the jar of the jobs, sent once
   * @param progress told at once of each job
   * @throws IOException where the cluster refuses a job or its main method fails; those before it
   *     run
   */
  public void start(SubmitPlan plan, Path jar, Started progress)
      throws IOException, InterruptedException {
    PlatformTopics.ensure(config.kafka());
    List<String> arguments = new ArrayList<>();
    arguments.add("--config-base64");
    arguments.add(Base64.getEncoder().encodeToString(yaml.getBytes(UTF_8)));
    overrides.forEach(
        (key, value) -> {
          arguments.add("--set");
          arguments.add(key + "=" + value);
        });
    String sent = cluster.upload(jar);
    try {
      for (SubmitPlan.Planned planned : plan.jobs()) {
        Job job = planned.job();
        progress.started(
            job, cluster.run(sent, new Submission(job.mainClass(), arguments, plan.savepoint())));
      }
    } finally {
      cluster.delete(sent);
    }
  }

  private void refuseIdle(Job job) throws RefusedException {
    if (!Job.of(config).contains(job)) {
      throw new RefusedException(
          "%s has nothing to do: no task has a share above 0 in negatives.shares"
              .formatted(job.jobName()));
    }
  }

  private static void refuseRunning(Job job, List<JobStatus> known) throws RefusedException {
    for (JobStatus one : known) {
      if (one.name().equals(job.jobName()) && !one.ended()) {
        throw new RefusedException(
            "%s runs already (job %s, %s); stop it first: freshet jobs stop %s"
                .formatted(job.jobName(), one.id(), one.state(), job.jobName()));
      }
    }
  }

  private void refuseForgetting(Job job, List<JobStatus> known)
      throws IOException, InterruptedException, RefusedException {
    List<ReadPosition> read =
        TopicAdmin.positions(
            config.kafka().bootstrapServers(), config.kafka().properties(), job.groups(config));
    if (read.isEmpty()) {
      return;
    }
    throw new RefusedException(
        "%s ran before (group %s has read %,d records) and would forget %s; give --from-savepoint%s, or --fresh to begin anew"
            .formatted(
                job.jobName(),
                read.get(0).group(),
                read.stream().mapToLong(ReadPosition::committed).sum(),
                forgets(job),
                newest(job, known)
                    .map(location -> " (the newest known is " + location + ")")
                    .orElse(" with its savepoint or newest retained checkpoint")));
  }

  /** The newest checkpoint or savepoint that the cluster remembers of a job of that name. */
  private Optional<String> newest(Job job, List<JobStatus> known) throws IOException {
    for (JobStatus one : known) {
      if (one.name().equals(job.jobName())) {
        Optional<String> location = cluster.checkpoints(one.id()).location();
        if (location.isPresent()) {
          return location;
        }
      }
    }
    return Optional.empty();
  }

  private static String forgets(Job job) {
    return switch (job) {
      case TRAINING -> "its weights and buffers";
      case INDEXING -> "which versions of documents it has seen and which generation it builds";
      case EVALUATION -> "its windows and the scores of versions";
      case NEGATIVES -> "which examples it was mining";
    };
  }
}

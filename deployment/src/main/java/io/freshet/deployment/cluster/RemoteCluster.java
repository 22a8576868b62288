/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * A Flink cluster by its REST interface, session or application, wherever it runs. Thread-safe.
 *
 * <p>Every method throws a {@link ClusterException} where the cluster cannot be reached or refuses.
 */
public final class RemoteCluster {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final String COMPLETED = "COMPLETED";

  private final RestClient rest;

  /**
   * A cluster at an address; nothing is asked yet.
   *
   * @param address of the JobManager's REST interface; credentials in it are used for basic
   *     authentication
   */
  public RemoteCluster(URI address) {
    this.rest = new RestClient(address);
  }

  /** Where the cluster is, without credentials. */
  public URI address() {
    return rest.base();
  }

  /** The web page of a job. */
  public URI page(String job) {
    return URI.create(rest.base() + "#/job/" + job + "/overview");
  }

  /** The version of Flink that runs there. */
  public String version() throws ClusterException {
    return rest.get("overview").path("flink-version").asText();
  }

  /** Slots of all TaskManagers. */
  public Slots slots() throws ClusterException {
    JsonNode overview = rest.get("overview");
    return new Slots(
        overview.path("taskmanagers").asInt(),
        overview.path("slots-total").asInt(),
        overview.path("slots-available").asInt());
  }

  /** All jobs that the cluster remembers, newest first. */
  public List<JobStatus> jobs() throws ClusterException {
    List<JobStatus> jobs = new ArrayList<>();
    for (JsonNode job : rest.get("jobs/overview").path("jobs")) {
      jobs.add(
          new JobStatus(
              job.path("jid").asText(),
              job.path("name").asText(),
              job.path("state").asText(),
              Instant.ofEpochMilli(job.path("start-time").asLong())));
    }
    jobs.sort((a, b) -> b.since().compareTo(a.since()));
    return jobs;
  }

  /** The job of that name that has not ended, if one is there. */
  public Optional<JobStatus> alive(String name) throws ClusterException {
    return jobs().stream().filter(job -> job.name().equals(name) && job.alive()).findFirst();
  }

  /** The checkpoints of a job. */
  public CheckpointStatus checkpoints(String job) throws ClusterException {
    JsonNode body = rest.get("jobs/" + job + "/checkpoints");
    JsonNode counts = body.path("counts");
    Optional<JsonNode> newest =
        newer(body.path("latest").path("completed"), body.path("latest").path("savepoint"));
    return new CheckpointStatus(
        counts.path("completed").asLong(),
        counts.path("failed").asLong(),
        newest.map(one -> Instant.ofEpochMilli(one.path("trigger_timestamp").asLong())),
        newest.map(one -> one.path("external_path").asText()),
        counts.path("restored").asLong());
  }

  private static Optional<JsonNode> newer(JsonNode checkpoint, JsonNode savepoint) {
    if (checkpoint.isObject() && savepoint.isObject()) {
      return Optional.of(
          checkpoint.path("id").asLong() > savepoint.path("id").asLong() ? checkpoint : savepoint);
    }
    return checkpoint.isObject()
        ? Optional.of(checkpoint)
        : savepoint.isObject() ? Optional.of(savepoint) : Optional.empty();
  }

  /** Why a job failed last, empty where it never did. */
  public Optional<String> failure(String job) throws ClusterException {
    JsonNode entries =
        rest.get("jobs/" + job + "/exceptions").path("exceptionHistory").path("entries");
    return entries.isEmpty()
        ? Optional.empty()
        : Optional.of(Causes.last(entries.get(0).path("stacktrace").asText()));
  }

  /**
   * Waits until so many slots are free, for those of a job that has just ended are a moment after
   * it.
   *
   * @return the slots at the end of the wait; perhaps too few
   */
  public Slots awaitFree(int needed, Duration atMost)
      throws ClusterException, InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    Slots slots = slots();
    while (needed > slots.free() && needed <= slots.total() && System.nanoTime() < end) {
      pause();
      slots = slots();
    }
    return slots;
  }

  /**
   * Sends a jar to start jobs of.
   *
   * @return the jar's id; {@link #delete} it in the end
   * @throws IOException where the jar cannot be read
   */
  public String upload(Path jar) throws IOException {
    String path = rest.upload("jars/upload", "jarfile", jar).path("filename").asText();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * Starts a job of a jar that was sent. The job has a copy of its own.
   *
   * @param jar the jar's id
   * @return the job's id
   * @throws ClusterException also where the job's main method fails; the message is that of its
   *     innermost cause
   */
  public String run(String jar, Submission submission) throws ClusterException {
    ObjectNode body = RestClient.JSON.createObjectNode();
    body.put("entryClass", submission.mainClass());
    submission.arguments().forEach(body.putArray("programArgsList")::add);
    submission.savepoint().ifPresent(savepoint -> body.put("savepointPath", savepoint));
    return rest.post("jars/" + jar + "/run", body).path("jobid").asText();
  }

  /** Deletes a jar that was sent. */
  public void delete(String jar) throws ClusterException {
    rest.delete("jars/" + jar);
  }

  /**
   * Takes a savepoint and waits until it is complete.
   *
   * @param directory a URI, or empty for the cluster's own {@code
   *     execution.checkpointing.savepoint-dir}
   * @return where the savepoint lies
   */
  public String savepoint(String job, Optional<String> directory)
      throws ClusterException, InterruptedException {
    ObjectNode body = RestClient.JSON.createObjectNode();
    directory.ifPresent(uri -> body.put("target-directory", uri));
    return awaitSavepoint(job, rest.post("jobs/" + job + "/savepoints", body));
  }

  /**
   * Stops a job with a savepoint and waits until it has ended.
   *
   * @param drain whether all that is buffered is worked off first; such a job is done and cannot go
   *     on from the savepoint as if nothing had been
   * @return where the savepoint lies
   */
  public String stop(String job, Optional<String> directory, boolean drain)
      throws ClusterException, InterruptedException {
    ObjectNode body = RestClient.JSON.createObjectNode();
    body.put("drain", drain);
    directory.ifPresent(uri -> body.put("targetDirectory", uri));
    String savepoint = awaitSavepoint(job, rest.post("jobs/" + job + "/stop", body));
    await(job, JobStatus::ended);
    return savepoint;
  }

  /** Cancels a job, without a savepoint, and waits until it has ended. */
  public void cancel(String job) throws ClusterException, InterruptedException {
    JsonNode unused = rest.patch("jobs/" + job + "?mode=cancel");
    await(job, JobStatus::ended);
  }

  /** Waits for a job's state. */
  private void await(String job, Predicate<JobStatus> state)
      throws ClusterException, InterruptedException {
    while (jobs().stream().noneMatch(one -> one.id().equals(job) && state.test(one))) {
      pause();
    }
  }

  private String awaitSavepoint(String job, JsonNode trigger)
      throws ClusterException, InterruptedException {
    String path = "jobs/" + job + "/savepoints/" + trigger.path("request-id").asText();
    while (true) {
      JsonNode answer = rest.get(path);
      if (answer.path("status").path("id").asText().equals(COMPLETED)) {
        JsonNode failure = answer.path("operation").path("failure-cause");
        if (failure.isObject()) {
          throw new ClusterException(
              "the savepoint failed: " + Causes.last(failure.path("stack-trace").asText()), 0);
        }
        return answer.path("operation").path("location").asText();
      }
      pause();
    }
  }

  private static void pause() throws InterruptedException {
    LockSupport.parkNanos(POLL.toNanos());
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}

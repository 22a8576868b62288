/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.deploy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.options.JsonMixin;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.terminal.Table;
import io.freshet.config.FreshetConfig;
import io.freshet.deployment.Job;
import io.freshet.deployment.cluster.CheckpointStatus;
import io.freshet.deployment.cluster.JobStatus;
import io.freshet.deployment.cluster.RemoteCluster;
import io.freshet.deployment.submission.JobJar;
import io.freshet.deployment.submission.RefusedException;
import io.freshet.deployment.submission.SubmitPlan;
import io.freshet.deployment.submission.Submitter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks after the jobs of a Flink cluster. */
@Command(
    name = "jobs",
    description = "Lists the jobs of a Flink cluster, takes savepoints, stops and rescales jobs.",
    subcommands = {
      JobsCommand.ListJobs.class,
      JobsCommand.Savepoint.class,
      JobsCommand.Stop.class,
      JobsCommand.Cancel.class,
      JobsCommand.Rescale.class,
    })
public final class JobsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "one of list, savepoint, stop, cancel, rescale is needed");
  }

  /** A job of the cluster by its name or id. */
  private static JobStatus find(RemoteCluster cluster, String name)
      throws IOException, FailedException {
    List<JobStatus> jobs = cluster.jobs();
    for (JobStatus job : jobs) {
      if (job.id().equals(name) || (job.name().equals(name) && job.alive())) {
        return job;
      }
    }
    List<String> running =
        jobs.stream().filter(JobStatus::alive).map(JobStatus::name).sorted().toList();
    throw new FailedException(
        "no job '%s' runs at %s; running are: %s"
            .formatted(
                name, cluster.address(), running.isEmpty() ? "none" : String.join(", ", running)));
  }

  /** Lists the jobs. */
  @Command(name = "list", description = "Lists the jobs, newest first.")
  static final class ListJobs implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ClusterMixin cluster = new ClusterMixin();
    @Mixin private JsonMixin json = new JsonMixin();

    @Override
    public Integer call() throws IOException {
      RemoteCluster flink = cluster.open();
      Table table = Table.of("JOB", "ID", "STATE", "SINCE", "RESTORED", "CHECKPOINTS", "NEWEST");
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      for (JobStatus job : flink.jobs()) {
        CheckpointStatus checkpoints = flink.checkpoints(job.id());
        table.row(
            job.name(),
            job.id(),
            job.state(),
            job.since(),
            checkpoints.restarts(),
            checkpoints.completed(),
            checkpoints.newest().map(Instant::toString).orElse("-"));
        ObjectNode one =
            array
                .addObject()
                .put("job", job.name())
                .put("id", job.id())
                .put("state", job.state())
                .put("since", job.since().toString())
                .put("restored", checkpoints.restarts())
                .put("checkpoints", checkpoints.completed())
                .put("failed_checkpoints", checkpoints.failed());
        checkpoints.newest().ifPresent(at -> one.put("newest_checkpoint", at.toString()));
        checkpoints.location().ifPresent(at -> one.put("newest_checkpoint_location", at));
      }
      table.print(spec.commandLine().getOut());
      json.write(array);
      return 0;
    }
  }

  /** What the commands on one job share. */
  abstract static class OnOne {
    @Spec CommandSpec spec = CommandSpec.create();
    @Mixin ClusterMixin cluster = new ClusterMixin();

    @Parameters(paramLabel = "JOB", description = "Name or id of the job.")
    String name = "";

    PrintWriter out() {
      return spec.commandLine().getOut();
    }
  }

  /** What the commands that take savepoints share. */
  abstract static class WithSavepoint extends OnOne {
    @Option(
        names = "--directory",
        paramLabel = "URI",
        description = "Where the savepoint is written (default: the cluster's own place).")
    Optional<String> directory = Optional.empty();
  }

  /** Takes a savepoint. */
  @Command(
      name = "savepoint",
      description = "Takes a savepoint of a running job and prints where it lies.")
  static final class Savepoint extends WithSavepoint implements Callable<Integer> {
    @Override
    public Integer call() throws IOException, InterruptedException, FailedException {
      RemoteCluster flink = cluster.open();
      out().println(flink.savepoint(find(flink, name).id(), directory));
      return 0;
    }
  }

  /** Stops with a savepoint. */
  @Command(
      name = "stop",
      description = "Stops a job with a savepoint and prints where the savepoint lies.")
  static final class Stop extends WithSavepoint implements Callable<Integer> {
    @Option(
        names = "--drain",
        description =
            "Work off all that is buffered first: training trains on what waits. For a job that"
                + " will not go on.")
    private boolean drain;

    @Override
    public Integer call() throws IOException, InterruptedException, FailedException {
      RemoteCluster flink = cluster.open();
      out().println(flink.stop(find(flink, name).id(), directory, drain));
      return 0;
    }
  }

  /** Cancels. */
  @Command(
      name = "cancel",
      description = "Cancels a job without a savepoint; its newest checkpoint is retained.")
  static final class Cancel extends OnOne implements Callable<Integer> {
    @Override
    public Integer call() throws IOException, InterruptedException, FailedException {
      RemoteCluster flink = cluster.open();
      JobStatus job = find(flink, name);
      flink.cancel(job.id());
      flink.checkpoints(job.id()).location().ifPresent(out()::println);
      return 0;
    }
  }

  /** Goes on with another parallelism. */
  @Command(
      name = "rescale",
      description =
          "Stops indexing with a savepoint and starts it from there with another parallelism.")
  static final class Rescale extends WithSavepoint implements Callable<Integer> {
    @Mixin private ConfigMixin config = new ConfigMixin();
    @Mixin private JarMixin jar = new JarMixin();

    @Option(
        names = "--parallelism",
        paramLabel = "N",
        required = true,
        description = "Tasks of each branch.")
    private int parallelism;

    @Override
    public Integer call() throws IOException, InterruptedException, FailedException {
      if (!name.equals(Job.INDEXING.jobName())) {
        throw new WrongUseException(
            "only indexing runs in several tasks; the others keep one order of records");
      }
      Map<String, String> overrides = Job.INDEXING.parallelism(parallelism);
      FreshetConfig read = config.read(overrides);
      RemoteCluster flink = cluster.open();
      try (JobJar jobJar = JobJar.of(jar.find(), jar.extensions())) {
        rescale(flink, read, overrides, jobJar.file());
      }
      return 0;
    }

    private void rescale(
        RemoteCluster flink, FreshetConfig read, Map<String, String> overrides, Path jobJar)
        throws IOException, InterruptedException, FailedException {
      String savepoint = flink.stop(find(flink, name).id(), directory, false);
      spec.commandLine().getErr().println("stopped with " + savepoint);
      try {
        Submitter submitter = new Submitter(flink, read, config.text(), overrides);
        SubmitPlan plan = submitter.plan(List.of(Job.INDEXING), Optional.of(savepoint), false);
        submitter.start(
            plan,
            jobJar,
            (job, id) -> out().printf("%-10s  %s  %s%n", job.jobName(), id, flink.page(id)));
      } catch (RefusedException | IOException e) {
        throw new FailedException(
            "indexing is stopped and was not started again: %s; start it with: freshet submit indexing --from-savepoint %s"
                .formatted(e.getMessage(), savepoint),
            e);
      }
    }
  }
}

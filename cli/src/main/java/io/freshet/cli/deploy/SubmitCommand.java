/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.deploy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.options.JsonMixin;
import io.freshet.cli.options.WrongUseException;
import io.freshet.config.ConfigWriter;
import io.freshet.config.FreshetConfig;
import io.freshet.deployment.Job;
import io.freshet.deployment.cluster.RemoteCluster;
import io.freshet.deployment.submission.JobJar;
import io.freshet.deployment.submission.RefusedException;
import io.freshet.deployment.submission.SubmitPlan;
import io.freshet.deployment.submission.Submitter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts jobs on a Flink cluster. */
@Command(
    name = "submit",
    description =
        "Starts jobs on a Flink cluster: makes the topics that are missing, uploads the jar, and"
            + " starts each job from its configuration.")
public final class SubmitCommand implements Callable<Integer> {
  private static final String ALL = "all";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();
  @Mixin private ClusterMixin cluster = new ClusterMixin();
  @Mixin private JarMixin jar = new JarMixin();
  @Mixin private JsonMixin json = new JsonMixin();

  @Parameters(
      paramLabel = "JOB",
      description =
          "training, indexing, evaluation, negatives, or all: the jobs that the configuration asks for.")
  private String name = ALL;

  @Option(
      names = "--from-savepoint",
      paramLabel = "URI",
      description = "Go on from this savepoint or retained checkpoint.")
  private Optional<String> savepoint = Optional.empty();

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Tasks of each branch of indexing, instead of the configuration's.")
  private Optional<Integer> parallelism = Optional.empty();

  @Option(
      names = "--fresh",
      description = "Begin anew although the job ran before; what it knew is not used.")
  private boolean fresh;

  @Option(names = "--dry-run", description = "Check everything, tell what would be done, and end.")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException, InterruptedException, FailedException {
    List<Job> jobs = jobs();
    Map<String, String> overrides = overrides(jobs);
    FreshetConfig read = config.read(overrides);
    RemoteCluster flink = cluster.open();
    Path jobJar = jar.find();
    List<Path> extensions = jar.extensions();
    Submitter submitter = new Submitter(flink, read, config.text(), overrides);
    SubmitPlan plan;
    try {
      plan = submitter.plan(jobs, savepoint, fresh);
    } catch (RefusedException e) {
      throw new FailedException(String.valueOf(e.getMessage()), e);
    }
    tell(plan, flink, jobJar, extensions, read);
    ObjectNode started = JsonNodeFactory.instance.objectNode();
    if (!dryRun) {
      PrintWriter out = spec.commandLine().getOut();
      try (JobJar packed = JobJar.of(jobJar, extensions)) {
        submitter.start(
            plan,
            packed.file(),
            (job, id) -> {
              out.printf("%-10s  %s  %s%n", job.jobName(), id, flink.page(id));
              out.flush();
              started.put(job.jobName(), id);
            });
      }
    }
    json.write(started);
    return 0;
  }

  private List<Job> jobs() throws IOException {
    if (name.equals(ALL)) {
      if (savepoint.isPresent()) {
        throw new WrongUseException(
            "--from-savepoint: a savepoint is that of one job; submit the jobs one by one");
      }
      return Job.of(config.read());
    }
    return List.of(
        Job.named(name)
            .orElseThrow(
                () ->
                    new WrongUseException(
                        "there is no job '%s'; expected %s, or all".formatted(name, Job.names()))));
  }

  private Map<String, String> overrides(List<Job> jobs) {
    if (parallelism.isEmpty()) {
      return Map.of();
    }
    if (jobs.size() > 1 || jobs.get(0) != Job.INDEXING) {
      throw new WrongUseException(
          "--parallelism: only indexing runs in several tasks; the others keep one order of records");
    }
    return Job.INDEXING.parallelism(parallelism.get());
  }

  private void tell(
      SubmitPlan plan,
      RemoteCluster flink,
      Path jobJar,
      List<Path> extensions,
      FreshetConfig read) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        "cluster %s: %d TaskManagers, %d of %d slots free%n",
        flink.address(), plan.slots().taskManagers(), plan.slots().free(), plan.slots().total());
    plan.jobs().forEach(job -> err.printf("%s: %d slots%n", job.job().jobName(), job.slots()));
    plan.savepoint().ifPresent(from -> err.println("from " + from));
    if (!plan.missingTopics().isEmpty()) {
      err.println("topics to make: " + String.join(", ", plan.missingTopics()));
    }
    err.println("jar " + jobJar);
    extensions.forEach(extension -> err.println("  with " + extension));
    if (dryRun) {
      err.println("nothing is done (--dry-run); the configuration, secrets masked:");
      err.print(ConfigWriter.toYaml(read));
    }
    err.flush();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.freshet.cli.deploy.ClusterMixin;
import io.freshet.cli.doctor.Finding.Level;
import io.freshet.cli.options.JsonMixin;
import io.freshet.cli.settings.NamedPlaces;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what is missing on this machine and at the servers. */
@Command(
    name = "doctor",
    description = {
      "Looks whether this machine and the servers of a configuration have what is needed.",
      "To see its rights it makes an index in OpenSearch and deletes it again."
    })
public final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ClusterMixin cluster = new ClusterMixin();
  @Mixin private JsonMixin json = new JsonMixin();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Look at its servers and folders too.")
  private Optional<Path> config = Optional.empty();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<FreshetConfig> read =
        config.isEmpty() ? Optional.empty() : Optional.of(ConfigReader.read(config.get()));
    List<Finding> all = new ArrayList<>(tell(Machine.findings()));
    if (read.isPresent()) {
      all.addAll(tell(places(read.get())));
      all.addAll(tell(KafkaBrokers.findings(read.get().kafka())));
      all.addAll(tell(SearchNodes.findings(read.get().opensearch())));
    }
    boolean asked = spec.commandLine().getParseResult().hasMatchedOption("--cluster");
    all.addAll(tell(FlinkCluster.findings(cluster.open(), asked, read)));
    json.write(tree(all));
    return all.stream().anyMatch(finding -> finding.level() == Level.FAIL) ? 1 : 0;
  }

  private static List<Finding> places(FreshetConfig config) {
    List<Finding> findings = new ArrayList<>();
    for (String problem : NamedPlaces.problems(config)) {
      findings.add(Finding.fail("configuration", problem, ""));
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.ok("configuration", "the folders that it names are there or can be made"));
    }
    NamedPlaces.local(config.registry().path())
        .ifPresent(folder -> findings.add(Machine.disk("disk of registry.path", folder)));
    return findings;
  }

  /** As soon as it is known: a server that is away takes its time. */
  private List<Finding> tell(List<Finding> findings) {
    PrintWriter out = spec.commandLine().getOut();
    for (Finding finding : findings) {
      out.printf("%-4s  %s: %s%n", finding.level(), finding.subject(), finding.seen());
      if (!finding.remedy().isEmpty()) {
        out.printf("      %s%n", finding.remedy());
      }
    }
    out.flush();
    return findings;
  }

  private static ArrayNode tree(List<Finding> findings) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Finding finding : findings) {
      array
          .addObject()
          .put("level", finding.level().toString())
          .put("subject", finding.subject())
          .put("seen", finding.seen())
          .put("remedy", finding.remedy());
    }
    return array;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.terminal.Table;
import io.freshet.connectors.json.ModelVersionJson;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.jobs.config.FreshetConfig;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the versions of the model. */
@Command(name = "versions", description = "Lists the versions of the model and what the gate said.")
final class VersionsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();
  @Mixin private JsonMixin json = new JsonMixin();

  /** A version with its candidate record, its decision, or both. */
  private record Known(
      String name,
      long step,
      String uri,
      String state,
      String reason,
      ModelVersion.@Nullable Candidate candidate) {}

  @Override
  public Integer call() throws IOException, FailedException {
    FreshetConfig read = config.read();
    Map<String, Known> versions = new LinkedHashMap<>();
    TopicLog.read(read.kafka(), read.kafka().topics().modelVersions(), ModelVersionJson::decode)
        .forEach(version -> versions.merge(version.name(), known(version), VersionsCommand::merge));
    List<Known> sorted =
        versions.values().stream().sorted(Comparator.comparingLong(Known::step)).toList();
    Table table = Table.of("VERSION", "STEP", "STATE", "CREATED", "URI", "REASON");
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Known version : sorted) {
      ModelVersion.Candidate candidate = version.candidate();
      String created =
          candidate == null ? "" : Instant.ofEpochMilli(candidate.createdAt()).toString();
      table.row(
          version.name(),
          version.step(),
          version.state(),
          created,
          version.uri(),
          version.reason());
      ObjectNode node = array.addObject();
      node.put("version", version.name())
          .put("step", version.step())
          .put("state", version.state())
          .put("created", created)
          .put("uri", version.uri())
          .put("reason", version.reason());
    }
    table.print(spec.commandLine().getOut());
    json.write(array);
    return 0;
  }

  private static Known known(ModelVersion version) {
    if (version instanceof ModelVersion.Candidate c) {
      return new Known(c.name(), c.step(), c.uri(), "CANDIDATE", "", c);
    }
    ModelVersion.Decision d = (ModelVersion.Decision) version;
    return new Known(d.name(), d.step(), d.uri(), d.verdict().name(), d.reason(), null);
  }

  private static Known merge(Known before, Known after) {
    Known decision = after.candidate() == null ? after : before;
    return new Known(
        after.name(),
        after.step(),
        after.uri(),
        decision.state(),
        decision.reason(),
        after.candidate() == null ? before.candidate() : after.candidate());
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.freshet.cli.observe.TopicLog;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.options.JsonMixin;
import io.freshet.cli.terminal.Table;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.json.GenerationJson;
import io.freshet.connectors.records.GenerationRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the generations of the index. */
@Command(name = "generations", description = "Lists the generations of the index and their states.")
public final class GenerationsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();
  @Mixin private JsonMixin json = new JsonMixin();

  @Override
  public Integer call() throws IOException, FailedException {
    FreshetConfig read = config.read();
    Map<String, GenerationRecord> last = new LinkedHashMap<>();
    TopicLog.read(read.kafka(), read.kafka().topics().generations(), GenerationJson::decode)
        .forEach(generation -> last.put(generation.index(), generation));
    List<GenerationRecord> sorted =
        last.values().stream().sorted(Comparator.comparingInt(GenerationRecord::number)).toList();
    Table table = Table.of("INDEX", "VERSION STEP", "STATE", "PROGRESS", "DOCUMENTS", "CHANGED");
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (GenerationRecord generation : sorted) {
      String changed = Instant.ofEpochMilli(generation.changedAt()).toString();
      table.row(
          generation.index(),
          generation.versionStep(),
          generation.state(),
          String.format(Locale.ROOT, "%.0f %%", generation.progress() * 100),
          generation.documents(),
          changed);
      array
          .addObject()
          .put("index", generation.index())
          .put("number", generation.number())
          .put("versionStep", generation.versionStep())
          .put("versionDigest", generation.versionDigest())
          .put("state", generation.state())
          .put("progress", generation.progress())
          .put("documents", generation.documents())
          .put("changed", changed);
    }
    table.print(spec.commandLine().getOut());
    json.write(array);
    return 0;
  }
}

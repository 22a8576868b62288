/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.observe.TopicLog;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.options.JsonMixin;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.terminal.Table;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.json.StepManifestJson;
import io.freshet.connectors.records.StepManifest;
import io.freshet.jobs.training.StepReplay;
import io.freshet.model.training.batch.StepReport;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a training step again. */
@Command(
    name = "replay",
    description = {
      "Makes a training step again, from the weights of a checkpoint and the records in Kafka, and compares its losses bit by bit.",
      "Needs kafka.topics.training-steps, where the training job writes what each step was made from. Steps between the checkpoint and the one asked for are made again too."
    })
public final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();
  @Mixin private JsonMixin json = new JsonMixin();

  @Option(names = "--step", paramLabel = "N", required = true, description = "Index of the step.")
  private long step;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      required = true,
      description =
          "A savepoint or retained checkpoint of before the step ('freshet jobs list' names the newest).")
  private String checkpoint = "";

  @Override
  public Integer call() throws IOException, FailedException {
    FreshetConfig read = config.read();
    String topic = read.kafka().topics().trainingSteps();
    if (topic.isEmpty()) {
      throw new WrongUseException(
          "%s: kafka.topics.training-steps names no topic, so no step's records are kept"
              .formatted(config.name()));
    }
    try (StepReplay replay = StepReplay.from(read, checkpoint);
        RecordReader records =
            new RecordReader(read.kafka(), read.kafka().topics().trainingExamples())) {
      long begun = replay.updates();
      SortedMap<Long, StepManifest> manifests = manifests(read, topic, begun);
      StepManifest wanted = manifests.get(step);
      if (wanted == null) {
        throw new FailedException(missing(manifests, begun, topic));
      }
      int others = 0;
      for (StepManifest manifest : manifests.values()) {
        StepReport report = replay.make(manifest, records);
        boolean same = same(manifest, report);
        if (manifest.step() == step) {
          return tell(manifest, report, begun, others, same);
        }
        others += same ? 0 : 1;
      }
      throw new IllegalStateException("the step is among the manifests");
    }
  }

  /** Manifests of the steps after the checkpoint up to the one asked for; the last of each. */
  private SortedMap<Long, StepManifest> manifests(FreshetConfig read, String topic, long updates)
      throws FailedException {
    SortedMap<Long, StepManifest> manifests = new TreeMap<>();
    TopicLog.scan(
        read.kafka(),
        topic,
        StepManifestJson::decode,
        accepted -> {
          StepManifest manifest = accepted.value();
          if (manifest.updates() >= updates && manifest.step() <= step) {
            manifests.put(manifest.step(), manifest);
          }
        });
    return manifests;
  }

  private String missing(SortedMap<Long, StepManifest> manifests, long updates, String topic) {
    return manifests.isEmpty()
        ? "%s holds no step after the %d updates of the checkpoint and up to step %d; take an older checkpoint"
            .formatted(topic, updates, step)
        : "%s does not hold step %d; after the checkpoint it holds %d to %d"
            .formatted(topic, step, manifests.firstKey(), manifests.lastKey());
  }

  private static boolean same(StepManifest manifest, StepReport report) {
    return manifest.losses().equals(report.losses())
        && Double.compare(manifest.gradientNorm(), report.gradientNorm()) == 0;
  }

  private int tell(StepManifest manifest, StepReport report, long begun, int others, boolean same)
      throws IOException {
    Table table = Table.of("TASK", "ROWS", "LOSS THEN", "LOSS NOW", "SAME");
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("step", step).put("updates", manifest.updates()).put("same", same);
    for (StepManifest.Part part : manifest.parts()) {
      double then = manifest.losses().getOrDefault(part.task(), Double.NaN);
      double now = report.losses().getOrDefault(part.task(), Double.NaN);
      table.row(
          part.task(),
          part.rows().size(),
          then,
          now,
          Double.compare(then, now) == 0 ? "yes" : "NO");
    }
    table.row(
        "(gradient norm)",
        "",
        manifest.gradientNorm(),
        report.gradientNorm(),
        Double.compare(manifest.gradientNorm(), report.gradientNorm()) == 0 ? "yes" : "NO");
    table.print(spec.commandLine().getOut());
    spec.commandLine()
        .getOut()
        .printf(
            "step %d, made again after %d updates from the checkpoint at %d: %s%n",
            step,
            manifest.updates() - begun,
            begun,
            same
                ? "the same to the last bit"
                : "not the same ("
                    + others
                    + " of the steps before it were not either); another processor, thread count or library gives other bits");
    node.set("losses", losses(report.losses()));
    node.set("recorded", losses(manifest.losses()));
    json.write(node);
    return same ? 0 : 1;
  }

  private static ObjectNode losses(Map<String, Double> losses) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    new TreeMap<>(losses).forEach(node::put);
    return node;
  }
}

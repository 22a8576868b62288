/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.deploy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.options.JsonMixin;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.terminal.Table;
import io.freshet.config.FreshetConfig;
import io.freshet.deployment.sizing.Estimate;
import io.freshet.deployment.sizing.Estimate.Place;
import io.freshet.deployment.sizing.ModelShape;
import io.freshet.deployment.sizing.Sizing;
import io.freshet.deployment.sizing.Workload;
import io.freshet.model.folder.ModelFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Computes what a configuration needs before anything runs. */
@Command(
    name = "sizing",
    description =
        "Computes slots, state, native memory and disk of a configuration for so many documents.")
public final class SizingCommand implements Callable<Integer> {
  private static final long MIB = 1 << 20;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();
  @Mixin private JsonMixin json = new JsonMixin();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "The model folder, where model.path is not a folder of this machine.")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--documents",
      paramLabel = "N",
      required = true,
      description = "Documents that the index holds.")
  private long documents;

  @Option(
      names = "--document-bytes",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Bytes of a document on average (default: ${DEFAULT-VALUE}).")
  private long documentBytes;

  @Option(
      names = "--example-bytes",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Bytes of a training example on average (default: ${DEFAULT-VALUE}).")
  private long exampleBytes;

  @Option(
      names = "--id-bytes",
      paramLabel = "N",
      defaultValue = "20",
      description = "Bytes of a document's id on average (default: ${DEFAULT-VALUE}).")
  private long idBytes;

  @Option(
      names = "--deleted-documents",
      paramLabel = "N",
      defaultValue = "0",
      description = "Documents deleted so far, whose ids are kept (default: ${DEFAULT-VALUE}).")
  private long deletedDocuments;

  @Override
  public Integer call() throws IOException {
    FreshetConfig read = config.read();
    Workload workload;
    try {
      workload = new Workload(documents, documentBytes, exampleBytes, idBytes, deletedDocuments);
    } catch (IllegalArgumentException e) {
      throw new WrongUseException(String.valueOf(e.getMessage()));
    }
    Path folder = model.orElseGet(() -> Path.of(read.model().path()));
    ModelShape shape = ModelShape.of(ModelFolder.read(folder));
    List<Estimate> estimates = Sizing.of(read, shape, workload);
    print(estimates, shape);
    json.write(tree(estimates));
    return 0;
  }

  private void print(List<Estimate> estimates, ModelShape shape) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "model: %,d parameters, %d layers of %d, embeddings of %d%n%n",
        shape.parameters(),
        shape.layers(),
        shape.width(),
        shape.dimension());
    Table items = Table.of("PART", "WHAT", "WHERE", "MIB", "BECAUSE");
    Table totals = Table.of("PART", "SLOTS", "STATE MIB", "NATIVE MIB", "DISK MIB");
    for (Estimate estimate : estimates) {
      for (Estimate.Item item : estimate.items()) {
        items.row(
            estimate.name(), item.name(), word(item.place()), mib(item.bytes()), item.because());
      }
      totals.row(
          estimate.name(),
          estimate.slots() == 0 ? "-" : estimate.slots(),
          mib(estimate.total(Place.STATE)),
          mib(estimate.total(Place.NATIVE_MEMORY)),
          mib(estimate.total(Place.DISK)));
    }
    items.print(out);
    out.println();
    totals.print(out);
    out.println();
    out.println("Give each job's TaskManager its native memory beside the heap:");
    for (Estimate estimate : estimates) {
      if (estimate.slots() > 0) {
        out.printf(
            "  %-10s  taskmanager.memory.task.off-heap.size: %sm%n",
            estimate.name(), mib(estimate.total(Place.NATIVE_MEMORY)));
      }
    }
    out.flush();
  }

  private static ObjectNode tree(List<Estimate> estimates) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    for (Estimate estimate : estimates) {
      ObjectNode one = root.putObject(estimate.name());
      one.put("slots", estimate.slots());
      for (Place place : Place.values()) {
        one.put(word(place).replace(' ', '_') + "_bytes", estimate.total(place));
      }
      ObjectNode items = one.putObject("items");
      estimate.items().forEach(item -> items.put(item.name(), item.bytes()));
    }
    return root;
  }

  private static String word(Place place) {
    return place.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Rounded up, so that what needs anything never shows as nothing. */
  private static String mib(long bytes) {
    return Long.toString((bytes + MIB - 1) / MIB);
  }
}

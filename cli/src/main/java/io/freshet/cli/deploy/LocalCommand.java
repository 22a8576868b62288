/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.deploy;

import io.freshet.cli.local.LocalPlatform;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.terminal.Screen;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the platform on this machine over the user's own configuration. */
@Command(
    name = "local",
    description = {
      "Runs Kafka, OpenSearch, Flink and the jobs on this machine, on a configuration of your"
          + " own, until Ctrl-C.",
      "Data stay between runs; addresses in the configuration are replaced by those of the run."
    })
public final class LocalCommand implements Callable<Integer> {
  private static final int STATUS_SECONDS = 10;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "freshet-data",
      description = "Where everything is kept between runs (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("freshet-data");

  @Option(names = "--headless", description = "Print plain lines, no line that changes.")
  private boolean headless;

  @Override
  public Integer call() throws Exception {
    String home = System.getProperty("freshet.home");
    if (home == null) {
      throw new WrongUseException("start this by the freshet script of an installation");
    }
    boolean plain = headless || !Boolean.getBoolean("freshet.terminal");
    Screen screen = Screen.of(spec.commandLine().getOut(), !plain, STATUS_SECONDS);
    new LocalPlatform(Path.of(home), data, screen).run(config.name(), config.text());
    return 0;
  }
}

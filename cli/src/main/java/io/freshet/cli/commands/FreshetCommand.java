/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import io.freshet.cli.deploy.JobsCommand;
import io.freshet.cli.deploy.LocalCommand;
import io.freshet.cli.deploy.SizingCommand;
import io.freshet.cli.deploy.StatusCommand;
import io.freshet.cli.deploy.SubmitCommand;
import io.freshet.cli.deploy.TopicsCommand;
import io.freshet.cli.doctor.DoctorCommand;
import io.freshet.cli.letters.DeadLettersCommand;
import io.freshet.cli.models.EncodeCommand;
import io.freshet.cli.models.InitCommand;
import io.freshet.cli.models.MergeCommand;
import io.freshet.cli.models.ScoreCommand;
import io.freshet.cli.models.TrainCommand;
import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.retrieval.DriftCommand;
import io.freshet.cli.retrieval.EvaluateCommand;
import io.freshet.cli.retrieval.LeaksCommand;
import io.freshet.cli.retrieval.MetricsCommand;
import io.freshet.cli.retrieval.ProbesCommand;
import io.freshet.cli.retrieval.SearchCommand;
import io.freshet.cli.serve.ServeCommand;
import io.freshet.cli.settings.ConfigCommand;
import io.freshet.cli.sql.SqlCommand;
import io.freshet.cli.topics.GenerationsCommand;
import io.freshet.cli.topics.ProduceCommand;
import io.freshet.cli.topics.ReplayCommand;
import io.freshet.cli.topics.TasksCommand;
import io.freshet.cli.topics.VersionsCommand;
import io.freshet.config.ConfigException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root of the commands. */
@Command(
    name = "freshet",
    description = "Keeps an embedding model and its search index fresh.",
    mixinStandardHelpOptions = true,
    version = "freshet 0.1.0",
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:failed", "2:called wrongly"},
    subcommands = {
      DemoCommand.class,
      InitCommand.class,
      TrainCommand.class,
      MergeCommand.class,
      EncodeCommand.class,
      ScoreCommand.class,
      EvaluateCommand.class,
      DriftCommand.class,
      MetricsCommand.class,
      LeaksCommand.class,
      ProbesCommand.class,
      ProduceCommand.class,
      SearchCommand.class,
      ServeCommand.class,
      TasksCommand.class,
      ReplayCommand.class,
      VersionsCommand.class,
      GenerationsCommand.class,
      SizingCommand.class,
      TopicsCommand.class,
      SubmitCommand.class,
      LocalCommand.class,
      StatusCommand.class,
      DeadLettersCommand.class,
      JobsCommand.class,
      ConfigCommand.class,
      SqlCommand.class,
      DoctorCommand.class,
      CompletionCommand.class,
    })
public final class FreshetCommand implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(FreshetCommand.class);

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show where an error comes from.")
  private boolean debug;

  private final CommandLine commandLine;

  private FreshetCommand() {
    this.commandLine = new CommandLine(this);
  }

  /** A command line that writes results to one writer and messages to the other. */
  public static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    FreshetCommand root = new FreshetCommand();
    return root.commandLine
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(FreshetCommand::misused)
        .setExecutionExceptionHandler((e, line, result) -> root.failed(e, line));
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(commandLine, "a command is needed");
  }

  private int failed(Exception failure, CommandLine line) {
    LOG.error("{} failed", line.getCommandName(), failure);
    if (debug) {
      failure.printStackTrace(line.getErr());
    }
    line.getErr().println("freshet: " + message(failure));
    return failure instanceof WrongUseException || failure instanceof ConfigException
        ? ExitCode.USAGE
        : ExitCode.SOFTWARE;
  }

  private static int misused(CommandLine.ParameterException wrong, String[] args) {
    CommandLine line = wrong.getCommandLine();
    line.getErr().println("freshet: " + Misuse.message(wrong, args));
    line.getErr().println("try '" + line.getCommandSpec().qualifiedName() + " --help'");
    return ExitCode.USAGE;
  }

  private static String missing(String file) {
    Path parent = Path.of(file).toAbsolutePath().getParent();
    return parent != null && !Files.isDirectory(parent)
        ? "no such file: %s; there is no folder %s".formatted(file, parent)
        : "no such file: " + file;
  }

  /** One clear line: the first message of the chain that a person wrote. */
  private static String message(Throwable failure) {
    if (failure instanceof NoSuchFileException e) {
      return missing(e.getFile());
    }
    if (failure instanceof FileAlreadyExistsException e) {
      return "exists already: " + e.getFile();
    }
    for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
      String text = t.getMessage();
      boolean only = t.getCause() != null && t.getCause().toString().equals(text);
      if (text != null && !text.isBlank() && !only) {
        return text;
      }
    }
    return failure.getClass().getSimpleName();
  }
}

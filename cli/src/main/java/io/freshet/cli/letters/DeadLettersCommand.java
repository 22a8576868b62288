/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.options.JsonMixin;
import io.freshet.cli.terminal.Table;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.records.DeadLetter;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at records that could not be used, and sends them again. */
@Command(
    name = "dead-letters",
    description = "Lists, shows and replays records that could not be used.",
    subcommands = {
      DeadLettersCommand.ListLetters.class,
      DeadLettersCommand.Show.class,
      DeadLettersCommand.Replay.class,
    })
public final class DeadLettersCommand implements Runnable {
  private static final int SNIPPET = 60;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "one of list, show, replay is needed");
  }

  /** What the three share. */
  abstract static class OnLetters {
    @Spec CommandSpec spec = CommandSpec.create();
    @Mixin ConfigMixin config = new ConfigMixin();

    PrintWriter out() {
      return spec.commandLine().getOut();
    }
  }

  /** Lists. */
  @Command(name = "list", description = "Lists dead letters, oldest first.")
  static final class ListLetters extends OnLetters implements Callable<Integer> {
    @Mixin private LetterFilter filter = new LetterFilter();
    @Mixin private JsonMixin json = new JsonMixin();

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "50",
        description = "The newest so many (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Override
    public Integer call() throws IOException, FailedException {
      List<Letter> all = LetterBox.of(config.read().kafka()).read(filter);
      Table table = Table.of("LETTER", "READ AT", "STAGE", "REASON", "REPLAYED", "BEGINS");
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      for (Letter letter : all.subList(Math.max(0, all.size() - Math.max(0, limit)), all.size())) {
        DeadLetter dead = letter.letter();
        table.row(
            letter.name(),
            Instant.ofEpochMilli(letter.writtenAt()),
            dead.stage(),
            dead.reason(),
            letter.replayed() ? "yes" : "no",
            snippet(dead.value()));
        array
            .addObject()
            .put("letter", letter.name())
            .put("topic", dead.origin().topic())
            .put("written", Instant.ofEpochMilli(letter.writtenAt()).toString())
            .put("stage", dead.stage())
            .put("reason", dead.reason())
            .put("error", dead.error())
            .put("replayed", letter.replayed());
      }
      table.print(out());
      if (all.size() > limit) {
        spec.commandLine().getErr().printf("%,d more (--limit)%n", all.size() - limit);
      }
      json.write(array);
      return 0;
    }

    private static String snippet(byte[] value) {
      String text = new String(value, UTF_8).replaceAll("\\p{Cntrl}", " ").strip();
      return text.length() <= SNIPPET ? text : text.substring(0, SNIPPET) + "..";
    }
  }

  /** Shows one. */
  @Command(name = "show", description = "Shows one dead letter whole.")
  static final class Show extends OnLetters implements Callable<Integer> {
    @Parameters(paramLabel = "LETTER", description = "Its name, as list prints it.")
    private String name = "";

    @Override
    public Integer call() throws IOException, FailedException {
      Letter letter =
          LetterBox.of(config.read().kafka()).read(new LetterFilter()).stream()
              .filter(one -> one.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () -> new FailedException("there is no dead letter '%s'".formatted(name)));
      DeadLetter dead = letter.letter();
      out().printf("letter     %s%n", letter.name());
      out().printf("topic      %s%n", dead.origin().topic());
      out().printf("partition  %d%n", dead.origin().partition());
      out().printf("offset     %d%n", dead.origin().offset());
      out().printf("timestamp  %s%n", Instant.ofEpochMilli(dead.origin().timestamp()));
      out().printf("stage      %s%n", dead.stage());
      out().printf("reason     %s%n", dead.reason());
      out().printf("error      %s%n", dead.error());
      out().printf("replayed   %s%n", letter.replayed() ? "yes" : "no");
      out().printf("whole      %s%n", letter.cut() ? "no, the value was cut" : "yes");
      out().printf("key        %s%n", new String(dead.key(), UTF_8));
      out().printf("value%n%s%n", new String(dead.value(), UTF_8));
      return 0;
    }
  }

  /** Sends again. */
  @Command(
      name = "replay",
      description = {
        "Sends the bytes of dead letters to their topics again, each once: a letter and the mark that"
            + " it was replayed are written in one transaction, so that a second call, or one that"
            + " was killed in between, sends nothing twice.",
        "Headers of the original record are not kept in a dead letter and so not sent."
      })
  static final class Replay extends OnLetters implements Callable<Integer> {
    @Mixin private LetterFilter filter = new LetterFilter();

    @Option(names = "--dry-run", description = "Tell what would be sent, and send nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException, FailedException {
      FreshetConfig read = config.read();
      LetterBox box = LetterBox.of(read.kafka());
      Replayed done = dryRun ? box.wouldReplay(filter) : box.replay(filter);
      out()
          .printf(
              "%,d %s, %,d were replayed before, %,d are cut and cannot be%n",
              done.sent(), dryRun ? "would be replayed" : "replayed", done.before(), done.cut());
      return done.cut() == 0 ? 0 : 1;
    }
  }
}

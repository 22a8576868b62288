/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.classes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.config.ConfigReader;
import io.freshet.model.ComputeOptions;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Learns the classes of a set of labelled texts in groups that come one after the other, and prints
 * how many test texts find their class among all that came: after the last group, and on average
 * over the ends of the groups.
 */
@Command(
    name = "Classes",
    mixinStandardHelpOptions = true,
    description =
        "Learns classes that come in groups. What is in the output already is not done again.")
public final class Classes implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      required = true,
      description = "Start model, the one task, and everything that the arms share.")
  private Path config = Path.of("");

  @Option(
      names = "--data",
      required = true,
      description =
          "Directory with data_full.json (CLINC150) or train.csv and test.csv (Banking77).")
  private Path data = Path.of("");

  @Option(names = "--groups", required = true, description = "Groups that the classes come in.")
  private int groups;

  @Option(
      names = "--without",
      defaultValue = "oos",
      description = "A class that is left out (default: ${DEFAULT-VALUE}).")
  private String without = "";

  @Option(names = "--output", required = true, description = "Models and results are kept here.")
  private Path output = Path.of("");

  @Option(
      names = "--arms",
      split = ",",
      defaultValue = "FROZEN,JOINT,NONE_STORED,SHARE_STORED,ALL_STORED",
      description = "Of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private List<ClassArm> arms = List.of();

  @Option(
      names = "--stored",
      defaultValue = "0.01",
      description = "Share of the texts that SHARE_STORED may keep (default: ${DEFAULT-VALUE}).")
  private double stored;

  @Option(
      names = "--seeds",
      split = ",",
      defaultValue = "1,2,3,4,5",
      description = "One order of the classes and one run each (default: ${DEFAULT-VALUE}).")
  private List<Long> seeds = List.of();

  @Option(names = "--threads", defaultValue = "0", description = "0 for one a processor.")
  private int threads;

  /** Runs the measurement. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Classes()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    String yaml = Files.readString(config, UTF_8);
    LabelledTexts texts = LabelledTexts.read(data);
    Map<ClassArm, List<ClassScores>> found = new EnumMap<>(ClassArm.class);
    for (long seed : seeds) {
      ClassGroups dealt = ClassGroups.deal(texts, groups, without, seed);
      for (ClassArm arm : arms) {
        ClassScores scores = scores(arm, seed, yaml, dealt);
        found.computeIfAbsent(arm, key -> new ArrayList<>()).add(scores);
        out.printf("%s, seed %d: %s%n", arm.title(), seed, line(List.of(scores)));
        out.flush();
      }
    }
    out.printf(
        "%n| | means: last | average | discriminants: last | average | carried, means: last | average | discriminants: last | average |%n|---|---|---|---|---|---|---|---|---|%n");
    found.forEach((arm, scores) -> out.printf("| %s | %s |%n", arm.title(), line(scores)));
    out.flush();
    return 0;
  }

  private ClassScores scores(ClassArm arm, long seed, String yaml, ClassGroups dealt)
      throws Exception {
    Path directory = output.resolve(arm.name().toLowerCase(Locale.ROOT) + "-" + seed);
    Path results = directory.resolve("readings.json");
    ObjectMapper json = new ObjectMapper();
    if (Files.isRegularFile(results)) {
      return json.readValue(results.toFile(), ClassScores.class);
    }
    Files.createDirectories(directory);
    List<Path> ends =
        arm == ClassArm.FROZEN
            ? Collections.nCopies(groups, start(yaml))
            : new ClassTraining(arm, seed, config.toString(), yaml, directory, stored).train(dealt);
    ClassScores scores = ClassScores.of(dealt, ends, ComputeOptions.cpu(threads));
    json.writeValue(results.toFile(), scores);
    return scores;
  }

  private Path start(String yaml) {
    return Path.of(
        ConfigReader.parse(config.toString(), yaml, Map.of("registry.path", output.toString()))
            .model()
            .path());
  }

  /** Means over the seeds, in percent. */
  private static String line(List<ClassScores> scores) {
    return Stream.<Function<ClassScores, List<Double>>>of(
            each -> each.kept().means(),
            each -> each.kept().discriminants(),
            each -> each.carried().means(),
            each -> each.carried().discriminants())
        .flatMap(which -> Stream.of(mean(scores, which, false), mean(scores, which, true)))
        .collect(Collectors.joining(" | "));
  }

  private static String mean(
      List<ClassScores> scores, Function<ClassScores, List<Double>> which, boolean average) {
    if (average && which.apply(scores.get(0)).size() == 1) {
      return "-";
    }
    return String.format(
        Locale.ROOT,
        "%.2f",
        scores.stream()
            .map(which)
            .mapToDouble(
                each -> 100 * (average ? ClassScores.average(each) : ClassScores.last(each)))
            .average()
            .orElse(Double.NaN));
  }
}

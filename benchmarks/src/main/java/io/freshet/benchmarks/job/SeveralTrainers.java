/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.job;

import com.sun.management.OperatingSystemMXBean;
import io.freshet.benchmarks.speed.WordModel;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.Precision;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Negatives;
import io.freshet.model.training.Trainer;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.exchange.Exchange;
import io.freshet.model.training.exchange.Team;
import io.freshet.model.training.settings.OptimizerSettings;
import io.freshet.model.training.settings.Schedule;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TrainerSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Several trainers of one model beside one: what they reach on the same rows, and how much faster
 * they would be. The speed is simulated: a step's time is the processor time of one thread for a
 * trainer's share of the rows, that of the exchange the processor time of copying, adding and
 * sending over the loopback interface, and the network's part is bytes over the speed of a link.
 * Processor times, so that they hold on a machine that has other work too.
 */
@Command(
    name = "several-trainers",
    mixinStandardHelpOptions = true,
    description =
        "Compares several trainers of one model with one, in quality and simulated speed.")
public final class SeveralTrainers implements Callable<Integer> {
  private static final int HELD_OUT = 500;
  private static final int TOKENS = 64;
  private static final double BITS_A_BYTE = 8;

  /** What can be measured. */
  enum Part {
    QUALITY,
    SPEED
  }

  @Option(names = "--parts", split = ",", description = "Some of: ${COMPLETION-CANDIDATES}")
  private Set<Part> parts = EnumSet.allOf(Part.class);

  @Option(names = "--seeds", defaultValue = "5", description = "Trainings of each kind.")
  private int seeds;

  @Option(names = "--steps", defaultValue = "600", description = "Steps of a training.")
  private int steps;

  @Option(names = "--rows", defaultValue = "32", description = "Rows of a step, all trainers.")
  private int rows;

  @Option(
      names = "--words",
      defaultValue = "400",
      description = "Words of the stream, each with another name to be learnt.")
  private int words;

  @Option(names = "--meet-every", defaultValue = "20", description = "Steps between meetings.")
  private int meetEvery;

  @Option(names = "--meet-learning-rate", defaultValue = "0.7", description = "Of meetings.")
  private double meetLearningRate;

  @Option(
      names = "--meet-momenta",
      split = ",",
      defaultValue = "0.5,0.9",
      description = "Momenta of meetings, each compared.")
  private List<Double> meetMomenta = List.of();

  @Option(names = "--learning-rate", defaultValue = "1e-3", description = "Of every trainer.")
  private double learningRate;

  @Option(names = "--size", defaultValue = "SMALL", description = "Model of the speed.")
  private ModelSize size = ModelSize.SMALL;

  @Option(names = "--vocabulary", defaultValue = "30522", description = "Of that model.")
  private int vocabulary;

  @Option(
      names = "--links",
      split = ",",
      defaultValue = "1,10,25,100",
      description = "Gigabits a second between trainers, in each direction.")
  private List<Double> links = List.of();

  @Option(
      names = "--latency",
      defaultValue = "100",
      description = "Microseconds that one message takes besides.")
  private double latency;

  private final PrintStream out = System.out;

  /** Runs the measurement. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new SeveralTrainers()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path directory = Files.createTempDirectory("freshet-trainers");
    if (parts.contains(Part.QUALITY)) {
      quality(directory.resolve("quality"));
    }
    if (parts.contains(Part.SPEED)) {
      speed(directory.resolve("speed"));
    }
    return 0;
  }

  private static TrainerSettings settings(
      double learningRate, double dropout, long seed, int threads) {
    OptimizerSettings optimizer =
        new OptimizerSettings(
            learningRate, Schedule.CONSTANT, 0, 0, 0.01, 0.9, 0.999, 1e-8, 1.0, Map.of());
    return new TrainerSettings(
        optimizer,
        dropout,
        seed,
        0,
        false,
        1,
        ComputeOptions.cpu(threads).withPrecision(Precision.FLOAT32));
  }

  private static Map<String, TaskObjective> objectives(int tokens) {
    return Map.of(
        WordModel.TASK,
        TaskObjective.of(
            WordModel.TASK, 1, Losses.infoNce(0.05, Negatives.BATCH), "", tokens, tokens));
  }

  // Quality.

  /** A way to train. */
  private interface Way {
    Path train(SynonymStream stream, Path start, Path target, long seed) throws Exception;
  }

  private void quality(Path directory) throws Exception {
    out.printf(
        Locale.ROOT,
        "%nQuality: %d steps of %d rows, %d seeds of rows and dropout, the same for each way; MRR of %d held-out queries%n",
        steps,
        rows,
        seeds,
        HELD_OUT);
    WordModel model =
        WordModel.create(directory, ModelSize.TINY, new SynonymStream(words, 0).vocabulary());
    report(directory, model, "one trainer", (s, from, to, seed) -> one(s, from, to, seed, rows));
    report(
        directory,
        model,
        "one trainer, half the rows",
        (s, from, to, seed) -> one(s, from, to, seed, rows / 2));
    report(
        directory,
        model,
        "two trainers, every step together",
        (s, from, to, seed) -> two(s, from, to, seed, Team::everyStep));
    for (double momentum : meetMomenta) {
      Team.Meetings meetings = new Team.Meetings(meetEvery, meetLearningRate, momentum);
      report(
          directory,
          model,
          "two trainers, meeting every %d steps, momentum %s".formatted(meetEvery, momentum),
          (s, from, to, seed) ->
              two(s, from, to, seed, exchange -> Team.meeting(exchange, meetings)));
    }
  }

  private void report(Path directory, WordModel model, String name, Way way) throws Exception {
    List<Double> found = new ArrayList<>();
    for (long seed = 1; seed <= seeds; seed++) {
      SynonymStream stream = new SynonymStream(words, seed);
      Path target = directory.resolve(name.replaceAll("[ ,]+", "-") + "-" + seed);
      Path trained = way.train(stream, model.folder(), target, seed);
      try (EmbeddingModel loaded = EmbeddingModel.load(trained, ComputeOptions.cpu(1))) {
        found.add(stream.held(loaded, HELD_OUT));
      }
    }
    double mean = found.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    double squares = found.stream().mapToDouble(f -> (f - mean) * (f - mean)).sum();
    out.printf(
        Locale.ROOT,
        "%-50s mean %.4f, standard deviation %.4f: %s%n",
        name,
        mean,
        Math.sqrt(squares / Math.max(1, found.size() - 1)),
        found.stream().map(f -> String.format(Locale.ROOT, "%.4f", f)).toList());
  }

  private Path one(SynonymStream stream, Path start, Path target, long seed, int count)
      throws IOException {
    try (Trainer trainer =
        Trainer.start(start, settings(learningRate, 0.1, seed, 1), objectives(16))) {
      for (long i = 0; i < steps; i++) {
        trainer.step(stream.step(i, count));
      }
      trainer.state().export(start, target);
    }
    return target;
  }

  private interface OfExchange {
    Team team(Exchange exchange);
  }

  private Path two(SynonymStream stream, Path start, Path target, long seed, OfExchange teams)
      throws Exception {
    TrainerTeam.run(
        2,
        exchange -> {
          try (Trainer trainer =
              Trainer.start(
                  start,
                  settings(learningRate, 0.1, seed, 1),
                  objectives(16),
                  teams.team(exchange))) {
            for (long i = 0; i < steps; i++) {
              trainer.step(stream.step(i, rows));
            }
            trainer.meet();
            if (exchange.index() == 0) {
              trainer.state().export(start, target);
            }
            return exchange.sentBytes();
          }
        });
    return target;
  }

  // Speed.

  private void speed(Path directory) throws Exception {
    WordModel model = WordModel.create(directory, size, vocabulary);
    long parameters = parameters(model.folder());
    out.printf(
        Locale.ROOT,
        "%nSpeed, simulated: %s, %,d parameters, %d rows of %d tokens a step, one thread a trainer, %.0f microseconds a message%n",
        size,
        parameters,
        rows,
        TOKENS,
        latency);
    double whole = seconds(model, rows);
    out.printf(Locale.ROOT, "one trainer: %.3f s a step%n", whole);
    out.printf(
        "%-10s %-14s %-18s %-20s %s%n",
        "trainers",
        "own rows, s",
        "exchange here, s",
        "MB a trainer sends",
        "times as fast, at " + links + " Gbit/s: every step | every " + meetEvery);
    for (int count : new int[] {2, 4, 8}) {
      double own = seconds(model, rows / count);
      double here = exchangeSeconds(parameters, count);
      double bytes = 2.0 * 4 * parameters * (count - 1) / count;
      StringBuilder every = new StringBuilder();
      StringBuilder apart = new StringBuilder();
      for (double link : links) {
        double network = bytes * BITS_A_BYTE / (link * 1e9) + 2 * (count - 1) * latency / 1e6;
        every.append(String.format(Locale.ROOT, " %.2f", whole / (own + here + network)));
        apart.append(
            String.format(Locale.ROOT, " %.2f", whole / (own + (here + network) / meetEvery)));
      }
      out.printf(
          Locale.ROOT,
          "%-10d %-14.3f %-18.3f %-20.1f%s |%s%n",
          count,
          own,
          here,
          bytes / 1e6,
          every,
          apart);
    }
  }

  private static long parameters(Path folder) throws IOException {
    try (Trainer trainer = Trainer.start(folder, settings(1e-5, 0, 1, 1), objectives(TOKENS))) {
      return trainer.state().header().tensors().stream().mapToLong(t -> t.elements()).sum();
    }
  }

  /** Processor seconds of a step of one trainer in one thread, the median of three after one. */
  private static double seconds(WordModel model, int pairs) throws IOException {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    List<Double> times = new ArrayList<>();
    try (Trainer trainer =
        Trainer.start(model.folder(), settings(1e-5, 0.1, 1, 1), objectives(TOKENS))) {
      for (int i = 0; i < 4; i++) {
        TrainingStep step = model.step(i, pairs, TOKENS);
        long began = clock.getCurrentThreadCpuTime();
        trainer.step(step);
        times.add((clock.getCurrentThreadCpuTime() - began) / 1e9);
      }
    }
    return times.subList(1, 4).stream().sorted().toList().get(1);
  }

  /**
   * Processor seconds that a sum over as many trainers takes each: of copying, adding and of the
   * sockets, measured between two over the loopback interface.
   */
  private static double exchangeSeconds(long parameters, int count) throws Exception {
    int sums = 3;
    List<FloatBuffer> first = numbers(parameters);
    List<FloatBuffer> second = numbers(parameters);
    long began = processorTime();
    TrainerTeam.run(
        2,
        exchange -> {
          for (int i = 0; i < sums; i++) {
            for (FloatBuffer piece : exchange.index() == 0 ? first : second) {
              exchange.sum(piece);
            }
          }
          return exchange.sentBytes();
        });
    double each = (processorTime() - began) / 1e9 / sums / 2;
    // Of 2 (n - 1) / n of all numbers, two trainers send once what all have.
    return each * 2 * (count - 1) / count;
  }

  private static long processorTime() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static List<FloatBuffer> numbers(long parameters) {
    int piece = 1 << 21;
    Random random = new Random(1);
    List<FloatBuffer> pieces = new ArrayList<>();
    for (long left = parameters; left > 0; left -= piece) {
      FloatBuffer values = FloatBuffer.allocate((int) Math.min(piece, left));
      for (int i = 0; i < values.capacity(); i++) {
        values.put(i, random.nextFloat());
      }
      pieces.add(values);
    }
    return pieces;
  }
}

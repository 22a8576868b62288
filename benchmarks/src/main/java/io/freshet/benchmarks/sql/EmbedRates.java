/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.sql;

import com.sun.management.OperatingSystemMXBean;
import io.freshet.benchmarks.index.BeirTexts;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.CloseableIterator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How many documents a second a job of {@code FRESHET_EMBED} encodes at several parallelisms,
 * beside the encoder alone on the same texts in the same process.
 */
@Command(
    name = "embed-rates",
    mixinStandardHelpOptions = true,
    description = "Measures the rate of FRESHET_EMBED beside that of its encoder.")
public final class EmbedRates implements Callable<Integer> {
  /** Of what a round encodes, the first and the last share are not timed. */
  private static final double EDGE = 0.1;

  private static final int BLOCK = 512;
  private static final String[] COLUMNS = {"id", "text"};

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--beir", required = true, split = ",", description = "BEIR folders.")
  private List<Path> beir = List.of();

  @Option(names = "--model", required = true, description = "Model folder that encodes.")
  private Path model = Path.of("");

  @Option(names = "--documents", defaultValue = "4000", description = "Documents of a round.")
  private int documents;

  @Option(names = "--rounds", defaultValue = "3", description = "Rounds of encoder and jobs.")
  private int rounds;

  @Option(
      names = "--parallelism",
      split = ",",
      defaultValue = "1,8,32",
      description = "Subtasks of the job, all in this process.")
  private List<Integer> parallelisms = List.of();

  @Option(names = "--threads", defaultValue = "1", description = "Threads of the encoder.")
  private int threads;

  @Option(names = "--device", defaultValue = "cpu", description = "Where it encodes.")
  private String device = "";

  @Option(
      names = "--batch-tokens",
      defaultValue = "2048",
      description = "Tokens of a call of the network, on both sides.")
  private int batchTokens;

  /** Runs the measurement. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new EmbedRates()).execute(args));
  }

  /**
   * Documents a second.
   *
   * @param clock by the clock
   * @param processor by processor time of this process, where others take the processors away
   */
  private record Rate(double clock, double processor) {
    static Rate between(Moment from, Moment to, int documents) {
      return new Rate(
          documents / ((to.nanos - from.nanos) / 1e9),
          documents / ((to.processorNanos - from.processorNanos) / 1e9));
    }
  }

  private record Moment(long nanos, long processorNanos) {
    static Moment now() {
      return new Moment(
          System.nanoTime(),
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime());
    }
  }

  @Override
  public Integer call() throws Exception {
    List<String> texts = BeirTexts.documents(beir, documents);
    PrintWriter out = spec.commandLine().getOut();
    ComputeOptions compute = new ComputeOptions(device, threads, batchTokens);
    List<Rate> alone = new ArrayList<>();
    List<List<Rate>> jobs = new ArrayList<>();
    parallelisms.forEach(parallelism -> jobs.add(new ArrayList<>()));
    try (EmbeddingModel encoder = EmbeddingModel.load(model, compute)) {
      // Not counted: Java compiles what runs often.
      encoderAlone(encoder, texts);
      jobRate(texts, parallelisms.get(0));
      for (int round = 0; round < rounds; round++) {
        alone.add(encoderAlone(encoder, texts));
        for (int i = 0; i < jobs.size(); i++) {
          jobs.get(i).add(jobRate(texts, parallelisms.get(i)));
        }
      }
    }
    out.printf(
        Locale.ROOT,
        "%,d texts, medians of %d rounds in turn; encoder alone: %.1f documents/s, %.1f by processor"
            + " time%n",
        texts.size(),
        rounds,
        median(alone.stream().map(Rate::clock).toList()),
        median(alone.stream().map(Rate::processor).toList()));
    for (int i = 0; i < jobs.size(); i++) {
      out.printf(
          Locale.ROOT,
          "parallelism %2d: share of the encoder's rate %s, by processor time %s%n",
          parallelisms.get(i),
          share(jobs.get(i), alone, Rate::clock),
          share(jobs.get(i), alone, Rate::processor));
    }
    out.flush();
    return 0;
  }

  private static String share(List<Rate> job, List<Rate> alone, ToDoubleFunction<Rate> by) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < job.size(); round++) {
      ratios.add(by.applyAsDouble(job.get(round)) / by.applyAsDouble(alone.get(round)));
    }
    return String.format(
        Locale.ROOT,
        "%.3f (%.3f to %.3f)",
        median(ratios),
        Collections.min(ratios),
        Collections.max(ratios));
  }

  private static double median(List<Double> values) {
    return StatUtils.percentile(values.stream().mapToDouble(v -> v).toArray(), 50);
  }

  private static Rate encoderAlone(EmbeddingModel encoder, List<String> texts) {
    Moment start = Moment.now();
    for (int from = 0; from < texts.size(); from += BLOCK) {
      List<String> some = texts.subList(from, Math.min(texts.size(), from + BLOCK));
      float[][] unused = encoder.embed(some, TextRole.DOCUMENT);
    }
    return Rate.between(start, Moment.now(), texts.size());
  }

  /** Documents a second in the middle of a job. */
  private Rate jobRate(List<String> texts, int parallelism) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(parallelism);
    StreamTableEnvironment tables = StreamTableEnvironment.create(env);
    tables.executeSql("LOAD MODULE freshet");
    List<Row> rows = new ArrayList<>();
    for (String text : texts) {
      rows.add(Row.ofKind(RowKind.UPDATE_AFTER, "d" + rows.size(), text));
    }
    tables.createTemporaryView(
        "docs",
        tables.fromChangelogStream(
            env.fromData(rows, Types.ROW_NAMED(COLUMNS, Types.STRING, Types.STRING)),
            Schema.newBuilder()
                .column(COLUMNS[0], DataTypes.STRING().notNull())
                .column(COLUMNS[1], DataTypes.STRING())
                .primaryKey(COLUMNS[0])
                .build(),
            ChangelogMode.upsert()));
    int first = (int) (EDGE * texts.size());
    int last = (int) ((1 - EDGE) * texts.size());
    Moment start = Moment.now();
    Moment firstAt = start;
    Moment lastAt = start;
    int seen = 0;
    CloseableIterator<Row> answers =
        tables
            .sqlQuery(
                """
                SELECT id, digest FROM FRESHET_EMBED(
                  input => TABLE docs PARTITION BY id,
                  model => '%s', device => '%s', threads => '%d', batch_tokens => '%d')"""
                    .formatted(model.toAbsolutePath(), device, threads, batchTokens))
            .execute()
            .collect();
    while (answers.hasNext()) {
      answers.next();
      seen++;
      if (seen == first) {
        firstAt = Moment.now();
      } else if (seen == last) {
        lastAt = Moment.now();
      }
    }
    answers.close();
    if (seen != texts.size()) {
      throw new IllegalStateException(seen + " rows of " + texts.size());
    }
    return Rate.between(firstAt, lastAt, last - first);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import io.freshet.cli.files.InputFiles;
import io.freshet.cli.files.ReadingMixin;
import io.freshet.cli.files.Rejects;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.terminal.Progress;
import io.freshet.config.FreshetConfig;
import io.freshet.config.KafkaConfig;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.records.Decoded;
import io.freshet.deployment.PlatformTopics;
import io.freshet.jobs.files.Reading;
import io.freshet.jobs.files.RecordFiles;
import io.freshet.jobs.files.RecordRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends files to Kafka, after every line of them was checked. */
@Command(
    name = "produce",
    description = {
      "Sends files of records to Kafka: JSON lines, CSV or TSV with a header, BEIR folders.",
      "All rows are checked first; where one is wrong nothing is sent."
    })
public final class ProduceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();
  @Mixin private ReadingMixin reading = new ReadingMixin();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "training-examples",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private FeedTarget target = FeedTarget.TRAINING_EXAMPLES;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description =
          "The task of examples and judgments that name none (default: the only task of the configuration).")
  private Optional<String> task = Optional.empty();

  @Option(names = "--skip-invalid", description = "Send the rows that are right nevertheless.")
  private boolean skipInvalid;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "Files or BEIR folders, packed by gzip or not; - is standard input (docs/own-data.md).")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Records a second at most (default: as many as Kafka takes).")
  private Optional<Double> rate = Optional.empty();

  /** What is done with a row that is right. */
  private interface Sending {
    void send(ProducerRecord<byte[], byte[]> record) throws IOException, InterruptedException;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, FailedException {
    FreshetConfig read = config.read();
    Pace pace = Pace.of(rate);
    String tasks = target == FeedTarget.DOCUMENTS ? "" : TaskOfExamples.of(task, read);
    Reading said = reading.reading(target.kind(), tasks);
    try (InputFiles inputs = InputFiles.of(files, System.in)) {
      ReadingMixin.tell(inputs.onDisk(), said, spec.commandLine().getErr());
      return produce(new Rows(read, inputs.onDisk(), said), pace);
    }
  }

  private int produce(Rows rows, Pace pace)
      throws IOException, InterruptedException, FailedException {
    long[] right = new long[1];
    Rejects wrong = forEach(rows, record -> right[0]++);
    wrong.print(spec.commandLine().getErr());
    if (wrong.count() > 0 && !skipInvalid) {
      throw new FailedException(
          "%d of %d rows are wrong; nothing was sent (--skip-invalid sends the others)"
              .formatted(wrong.count(), right[0] + wrong.count()));
    }
    KafkaConfig kafka = rows.config().kafka();
    PlatformTopics.ensure(kafka);
    send(rows, right[0], pace);
    spec.commandLine()
        .getOut()
        .printf("%d records sent to %s%n", right[0], target.topic(kafka.topics()));
    return wrong.count() == 0 ? 0 : 1;
  }

  private void send(Rows rows, long total, Pace pace)
      throws IOException, InterruptedException, FailedException {
    KafkaConfig kafka = rows.config().kafka();
    Map<String, Object> settings = new HashMap<>(kafka.properties());
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("linger.ms", "20");
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    long[] sent = new long[1];
    try (Progress progress = Progress.of(spec.commandLine().getErr(), "records", total);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      Rejects unusedRejects =
          forEach(
              rows,
              record -> {
                pace.await(sent[0]);
                // The callback tells what the future would.
                Future<RecordMetadata> unusedAnswer =
                    producer.send(
                        record,
                        (metadata, exception) -> {
                          if (exception != null) {
                            failure.compareAndSet(null, exception);
                          }
                        });
                progress.update(++sent[0]);
              });
      producer.flush();
    }
    Exception first = failure.get();
    if (first != null) {
      throw new FailedException("Kafka refused a record: " + first.getMessage(), first);
    }
  }

  /** Goes through all rows; returns those that are wrong. */
  private Rejects forEach(Rows all, Sending sending) throws IOException, InterruptedException {
    Rejects wrong = new Rejects();
    for (Path file : all.files()) {
      try (RecordRows rows = RecordFiles.open(file, all.reading())) {
        for (Optional<Decoded<RawRecord>> row = rows.next(); row.isPresent(); row = rows.next()) {
          Decoded<ProducerRecord<byte[], byte[]>> record = target.record(row.get(), all.config());
          if (record instanceof Decoded.Accepted<ProducerRecord<byte[], byte[]>> accepted) {
            sending.send(accepted.value());
          } else if (record instanceof Decoded.Rejected<ProducerRecord<byte[], byte[]>> rejected) {
            wrong.add(rejected.letter());
          }
        }
      }
    }
    return wrong;
  }

  /** What is sent. */
  private record Rows(FreshetConfig config, List<Path> files, Reading reading) {}
}

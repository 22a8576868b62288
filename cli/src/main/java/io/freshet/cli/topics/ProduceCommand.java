/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import io.freshet.cli.files.InputFiles;
import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.terminal.Progress;
import io.freshet.config.FreshetConfig;
import io.freshet.config.KafkaConfig;
import io.freshet.connectors.files.RecordFile;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.registry.LocalFolders;
import io.freshet.deployment.PlatformTopics;
import java.io.IOException;
import java.nio.file.Files;
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
      "Sends files of JSON lines to Kafka.",
      "All lines are checked first; where one is wrong nothing is sent."
    })
public final class ProduceCommand implements Callable<Integer> {
  private static final int TOLD_PROBLEMS = 20;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();

  @Option(
      names = "--topic",
      defaultValue = "training-examples",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private FeedTarget target = FeedTarget.TRAINING_EXAMPLES;

  @Option(
      names = "--task",
      paramLabel = "NAME",
      description =
          "The task of training examples that name none (default: the only task of the configuration).")
  private Optional<String> task = Optional.empty();

  @Option(names = "--skip-invalid", description = "Send the lines that are right nevertheless.")
  private boolean skipInvalid;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Files, one JSON object a line; .gz is unpacked, and - is standard input.")
  private List<Path> files = new ArrayList<>();

  /** What is done with a line that is right. */
  private interface Sending {
    void send(ProducerRecord<byte[], byte[]> record) throws IOException;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, FailedException {
    FreshetConfig read = config.read();
    String tasks = target == FeedTarget.TRAINING_EXAMPLES ? TaskOfExamples.of(task, read) : "";
    Path work = Files.createTempDirectory("freshet-produce");
    try {
      return produce(read, InputFiles.onDisk(files, System.in, work), tasks);
    } finally {
      LocalFolders.delete(work);
    }
  }

  private int produce(FreshetConfig read, List<Path> onDisk, String tasks)
      throws IOException, InterruptedException, FailedException {
    Lines lines = new Lines(read, onDisk, tasks);
    long[] right = new long[1];
    long wrong = lines(lines, true, record -> right[0]++);
    if (wrong > 0 && !skipInvalid) {
      throw new FailedException(
          "%d of %d lines are wrong; nothing was sent (--skip-invalid sends the others)"
              .formatted(wrong, right[0] + wrong));
    }
    PlatformTopics.ensure(read.kafka());
    send(lines, right[0]);
    spec.commandLine()
        .getOut()
        .printf("%d records sent to %s%n", right[0], target.topic(read.kafka().topics()));
    return wrong == 0 ? 0 : 1;
  }

  private void send(Lines lines, long total) throws IOException, FailedException {
    KafkaConfig kafka = lines.config().kafka();
    Map<String, Object> settings = new HashMap<>(kafka.properties());
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("linger.ms", "20");
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    long[] sent = new long[1];
    try (Progress progress = Progress.of(spec.commandLine().getErr(), "records", total);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      lines(
          lines,
          false,
          record -> {
            // The callback tells what the future would.
            Future<RecordMetadata> unused =
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

  /** Goes through all lines; returns how many are wrong. */
  private long lines(Lines all, boolean tell, Sending sending) throws IOException {
    long[] wrong = new long[1];
    for (Path file : all.files()) {
      RecordFile.forEachLine(
          file,
          all.task(),
          line -> {
            Decoded<ProducerRecord<byte[], byte[]>> decoded = target.record(line, all.config());
            if (decoded instanceof Decoded.Accepted<ProducerRecord<byte[], byte[]>> accepted) {
              sending.send(accepted.value());
            } else if (decoded
                instanceof Decoded.Rejected<ProducerRecord<byte[], byte[]>> rejected) {
              wrong[0]++;
              if (tell && wrong[0] <= TOLD_PROBLEMS) {
                spec.commandLine().getErr().println(FeedTarget.problem(rejected.letter()));
              }
            }
          });
    }
    return wrong[0];
  }

  /**
   * What is sent.
   *
   * @param task of the examples that name none; empty where all must name one
   */
  private record Lines(FreshetConfig config, List<Path> files, String task) {}
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What the sampler of a job dealt, over all attempts: written down beside the trainer. */
final class DealtSteps {

  private static final String FILE = "dealt-steps";

  private DealtSteps() {}

  /** Writes every step down, with all its rows, a line each. */
  private record Write(String file) implements MapFunction<TrainerInput, Long> {
    @Override
    public Long map(TrainerInput input) throws IOException {
      long index = -1;
      if (input instanceof TrainerInput.Step step) {
        index = step.step().index();
        Files.writeString(
            Path.of(file),
            index + " " + step.step() + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      }
      return index;
    }
  }

  /** Taps the stream between the sampler and the trainer of a job that was assembled. */
  @SuppressWarnings("unchecked") // the sampler's output
  static void record(StreamExecutionEnvironment env, Path home) {
    Transformation<TrainerInput> sampler =
        (Transformation<TrainerInput>)
            env.getTransformations().stream()
                .filter(each -> each.getName().equals("training-sampler"))
                .findFirst()
                .orElseThrow();
    new DataStream<>(env, sampler)
        .map(new Write(home.resolve(FILE).toString()), Types.LONG)
        .uid("dealt-steps");
  }

  /**
   * The steps by their index, rows and texts included; one that was dealt again after a failure
   * must be the same again.
   */
  static Map<Long, String> of(Path home, String description) throws IOException {
    Map<Long, String> steps = new TreeMap<>();
    for (String line : Files.readAllLines(home.resolve(FILE))) {
      int space = line.indexOf(' ');
      long index = Long.parseLong(line.substring(0, space));
      String before = steps.put(index, line);
      if (before != null) {
        assertThat(line).as("%s: step %d dealt again", description, index).isEqualTo(before);
      }
    }
    return steps;
  }
}

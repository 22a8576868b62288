/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.options;

import java.time.Duration;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** How a table is searched, and what one needs beside it that follows the alias of generations. */
public final class SearchOptions {

  /** How often the alias is looked at. */
  public static final ConfigOption<Duration> INTERVAL =
      ConfigOptions.key("search.interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(1))
          .withDescription("Between two looks at the alias.");

  /** Whose vectors are searched. */
  public static final ConfigOption<String> TASK =
      ConfigOptions.key("search.task")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Name of a task whose own vectors are searched where the generation has some; with"
                  + " the task's query prompt as 'prompt'.");

  /** How long a query waits. */
  public static final ConfigOption<Duration> PATIENCE =
      ConfigOptions.key("search.patience")
          .durationType()
          .defaultValue(Duration.ofSeconds(60))
          .withDescription(
              "How long a query waits for a version to be loaded and to encode it, before the job"
                  + " fails.");

  /** How long a search is repeated. */
  public static final ConfigOption<Duration> GIVE_UP_AFTER =
      ConfigOptions.key("search.give-up-after")
          .durationType()
          .defaultValue(Duration.ofMinutes(1))
          .withDescription(
              "How long a search that OpenSearch does not answer is repeated before the job"
                  + " fails.");

  private SearchOptions() {}

  /** All of them, and those of the version that encodes; none is required by itself. */
  public static Set<ConfigOption<?>> optional() {
    return Set.of(
        TASK,
        INTERVAL,
        PATIENCE,
        GIVE_UP_AFTER,
        EncoderOptions.REGISTRY,
        EncoderOptions.VERSION,
        EncoderOptions.PROMPT,
        EncoderOptions.MAX_LENGTH,
        EncoderOptions.DEVICE,
        EncoderOptions.THREADS,
        EncoderOptions.BATCH_TOKENS,
        EncoderOptions.PRECISION);
  }
}

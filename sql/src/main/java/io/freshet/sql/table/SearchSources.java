/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.sql.options.EncoderOptions;
import io.freshet.sql.options.OpenSearchOptions;
import io.freshet.sql.options.OptionNames;
import io.freshet.sql.options.SearchOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.logical.LogicalTypeFamily;

/** Decides how a table is searched. Stateless. */
final class SearchSources {
  private static final List<ConfigOption<?>> OF_THE_ALIAS =
      List.of(
          EncoderOptions.REGISTRY,
          EncoderOptions.PROMPT,
          EncoderOptions.MAX_LENGTH,
          EncoderOptions.DEVICE,
          EncoderOptions.THREADS,
          EncoderOptions.BATCH_TOKENS,
          EncoderOptions.PRECISION,
          SearchOptions.TASK,
          SearchOptions.INTERVAL,
          SearchOptions.PATIENCE);

  private SearchSources() {}

  /** Whether the index is the alias of generations. */
  static boolean followsAlias(ReadableConfig options) {
    Optional<String> version = options.getOptional(EncoderOptions.VERSION);
    if (version.isPresent() && !version.get().equals(EncoderOptions.SERVING)) {
      throw OptionNames.wrong(
          EncoderOptions.VERSION,
          "a table knows 'serving' alone, not '%s'; vectors of a version by name are made by a"
                  .formatted(version.get())
              + " model");
    }
    return version.isPresent();
  }

  /**
   * How.
   *
   * @throws ValidationException naming what is wrong
   */
  static Search.Source of(Columns columns, Columns.Vector vector, ReadableConfig options) {
    Duration giveUpAfter = options.get(SearchOptions.GIVE_UP_AFTER);
    if (giveUpAfter.isNegative()) {
      throw OptionNames.wrong(SearchOptions.GIVE_UP_AFTER, "give no time or more");
    }
    return new RepeatedSearch.Of(
        once(columns, vector, options), followsAlias(options), giveUpAfter);
  }

  private static Search.Source once(
      Columns columns, Columns.Vector vector, ReadableConfig options) {
    ConnectionSettings connection = OpenSearchOptions.connection(options);
    String index = options.get(OpenSearchOptions.INDEX);
    if (!followsAlias(options)) {
      for (ConfigOption<?> option : OF_THE_ALIAS) {
        if (options.getOptional(option).isPresent()) {
          throw OptionNames.wrong(
              option, "it belongs to a table that follows an alias; add 'version' = 'serving'");
        }
      }
      return new IndexSearch.Of(connection, index, vector);
    }
    int key = columns.key().get(0);
    if (columns.key().size() != 1
        || !columns.type().getTypeAt(key).is(LogicalTypeFamily.CHARACTER_STRING)) {
      throw new ValidationException(
          "the documents of generations have one id, a text; make one STRING the key");
    }
    Optional<String> prompt = options.getOptional(EncoderOptions.PROMPT);
    Optional<Integer> length = options.getOptional(EncoderOptions.MAX_LENGTH);
    if (length.isPresent() && prompt.isEmpty()) {
      throw OptionNames.wrong(
          EncoderOptions.MAX_LENGTH, "give 'prompt' too, the empty text where there is none");
    }
    Optional<String> task = options.getOptional(SearchOptions.TASK);
    if (task.isPresent() && prompt.isEmpty()) {
      throw OptionNames.wrong(
          SearchOptions.TASK,
          "give the task's query prompt as 'prompt' too, the empty text where it has none");
    }
    return new ServingSearch.Of(
        new ServingSearch.Alias(
            connection,
            index,
            options
                .getOptional(EncoderOptions.REGISTRY)
                .orElseThrow(
                    () ->
                        OptionNames.wrong(
                            EncoderOptions.REGISTRY, "say where the versions are kept")),
            options.get(EncoderOptions.DEVICE),
            options.get(EncoderOptions.THREADS),
            options.get(EncoderOptions.BATCH_TOKENS),
            options.get(EncoderOptions.PRECISION),
            options.get(SearchOptions.INTERVAL),
            options.get(SearchOptions.PATIENCE)),
        columns.type().getFieldNames().get(key),
        prompt.orElse(null),
        length.orElse(Integer.MAX_VALUE),
        task.orElse(null));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.options;

import io.freshet.connectors.opensearch.sink.OpenSearchSinkBuilder;
import io.freshet.connectors.opensearch.sink.RejectedDocumentHandler;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.factories.FactoryUtil;

/** How a table is written. Defaults are those of the sink for streams. */
public final class SinkOptions {

  /** What happens where the index is missing. */
  public enum MissingIndex {
    /** The job fails. */
    FAIL,
    /** It is created from the columns of the table. */
    CREATE
  }

  /** What happens with documents that can never be stored. */
  public enum RejectedDocuments {
    /** The job fails. */
    FAIL,
    /** They are logged, and lost. */
    DROP
  }

  /** Between the parts of a key. */
  public static final ConfigOption<String> KEY_DELIMITER =
      ConfigOptions.key("document-id.key-delimiter")
          .stringType()
          .defaultValue("_")
          .withDescription("What stands between the columns of the key in a document's id.");

  /** Which column orders the changes of a document. */
  public static final ConfigOption<String> VERSION_COLUMN =
      ConfigOptions.key("sink.version-column")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "A column of a whole number or a time that grows with every change of a document;"
                  + " without one the clock of the TaskManager orders them.");

  /** Missing indices. */
  public static final ConfigOption<MissingIndex> MISSING_INDEX =
      ConfigOptions.key("sink.missing-index")
          .enumType(MissingIndex.class)
          .defaultValue(MissingIndex.FAIL)
          .withDescription("'create' makes a missing index from the columns; 'fail' does not.");

  /** Rejected documents. */
  public static final ConfigOption<RejectedDocuments> REJECTED_DOCUMENTS =
      ConfigOptions.key("sink.rejected-documents")
          .enumType(RejectedDocuments.class)
          .defaultValue(RejectedDocuments.FAIL)
          .withDescription("What happens with a document that can never be stored.");

  /** Documents in a request. */
  public static final ConfigOption<Integer> MAX_ACTIONS =
      ConfigOptions.key("sink.bulk-flush.max-actions")
          .intType()
          .defaultValue(500)
          .withDescription("Documents in a request at most.");

  /** Bytes in a request. */
  public static final ConfigOption<MemorySize> MAX_SIZE =
      ConfigOptions.key("sink.bulk-flush.max-size")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(5))
          .withDescription("Bytes in a request at most; a larger document travels alone.");

  /** Waiting for a request to fill. */
  public static final ConfigOption<Duration> INTERVAL =
      ConfigOptions.key("sink.bulk-flush.interval")
          .durationType()
          .defaultValue(Duration.ofMillis(500))
          .withDescription("How long a document waits for its request to fill.");

  /** Requests under way. */
  public static final ConfigOption<Integer> MAX_IN_FLIGHT =
      ConfigOptions.key("sink.max-in-flight-requests")
          .intType()
          .defaultValue(4)
          .withDescription(
              "Requests of one subtask under way at most; how many there are follows the node.");

  /** When to give up. */
  public static final ConfigOption<Duration> GIVE_UP_AFTER =
      ConfigOptions.key("sink.give-up-after")
          .durationType()
          .defaultValue(Duration.ofMinutes(30))
          .withDescription("How long nothing may be stored before the job fails.");

  private SinkOptions() {}

  /** All of them; none is required. */
  public static Set<ConfigOption<?>> optional() {
    return Set.of(
        KEY_DELIMITER,
        VERSION_COLUMN,
        MISSING_INDEX,
        REJECTED_DOCUMENTS,
        MAX_ACTIONS,
        MAX_SIZE,
        INTERVAL,
        MAX_IN_FLIGHT,
        GIVE_UP_AFTER,
        FactoryUtil.SINK_PARALLELISM);
  }

  /**
   * Sets what belongs to requests and their failures.
   *
   * @throws org.apache.flink.table.api.ValidationException naming the option that is wrong
   */
  public static <T> void apply(ReadableConfig options, OpenSearchSinkBuilder<T> builder) {
    builder.setBulkMaxActions(positive(MAX_ACTIONS, options.get(MAX_ACTIONS)));
    builder.setMaxInFlightRequests(positive(MAX_IN_FLIGHT, options.get(MAX_IN_FLIGHT)));
    if (options.get(MAX_SIZE).getBytes() < 1) {
      throw OptionNames.wrong(MAX_SIZE, "give a byte or more");
    }
    builder.setBulkMaxBytes(options.get(MAX_SIZE).getBytes());
    builder.setLinger(notNegative(INTERVAL, options.get(INTERVAL)));
    builder.setGiveUpAfter(notNegative(GIVE_UP_AFTER, options.get(GIVE_UP_AFTER)));
    builder.setRejectedDocumentHandler(
        switch (options.get(REJECTED_DOCUMENTS)) {
          case FAIL -> RejectedDocumentHandler.fail();
          case DROP -> RejectedDocumentHandler.logAndDrop();
        });
  }

  private static int positive(ConfigOption<Integer> option, int value) {
    if (value < 1) {
      throw OptionNames.wrong(option, "give 1 or more, not " + value);
    }
    return value;
  }

  private static Duration notNegative(ConfigOption<Duration> option, Duration value) {
    if (value.isNegative()) {
      throw OptionNames.wrong(option, "give no time or more, not " + value);
    }
    return value;
  }
}

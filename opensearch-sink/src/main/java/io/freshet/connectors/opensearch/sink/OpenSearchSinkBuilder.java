/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import io.freshet.connectors.opensearch.client.Authentication;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.TlsSettings;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.util.InstantiationUtil;

/**
 * Builds an {@link OpenSearchSink}. Hosts, index and converter have to be set; all else has
 * defaults. Every setter checks its values, and {@link #build} what belongs together; messages name
 * the setter. Not thread-safe.
 *
 * @param <T> the records of the stream
 */
@PublicEvolving
public final class OpenSearchSinkBuilder<T> {

  private Optional<ConnectionSettings> connection = Optional.empty();
  private Optional<DocumentConverter<T>> converter = Optional.empty();
  private Optional<IndexSelector<T>> indices = Optional.empty();
  private MissingIndexPolicy missingIndex = MissingIndexPolicy.fail();
  private RejectedDocumentHandler<T> rejectedDocuments = RejectedDocumentHandler.fail();
  private int maxActions = BulkSettings.DEFAULTS.documents();
  private long maxBytes = BulkSettings.DEFAULTS.bytes();
  private int maxInFlight = BulkSettings.DEFAULTS.inFlight();
  private Duration linger = BulkSettings.DEFAULTS.linger();
  private long maxDocumentBytes = BulkSettings.DEFAULTS.documentBytes();
  private Duration initialBackoff = BulkSettings.DEFAULTS.initialBackoff();
  private Duration maximumBackoff = BulkSettings.DEFAULTS.maximumBackoff();
  private Duration giveUpAfter = BulkSettings.DEFAULTS.giveUpAfter();

  OpenSearchSinkBuilder() {}

  /** The nodes of one cluster, such as {@code https://node-1:9200}; what else was set stays. */
  public OpenSearchSinkBuilder<T> setHosts(String... urls) {
    if (urls.length == 0) {
      throw wrong("setHosts", "give one URL at least");
    }
    String url = String.join(",", List.of(urls));
    connection =
        Optional.of(
            connection
                .map(
                    known ->
                        new ConnectionSettings(
                            url,
                            known.authentication(),
                            known.tls(),
                            known.connectTimeout(),
                            known.responseTimeout()))
                .orElseGet(() -> ConnectionSettings.of(url)));
    return this;
  }

  /** Hosts, authentication, TLS and time-outs in one. */
  public OpenSearchSinkBuilder<T> setConnection(ConnectionSettings settings) {
    connection = Optional.of(settings);
    return this;
  }

  /** How the sink says who it is (default: not at all); after {@code setHosts}. */
  public OpenSearchSinkBuilder<T> setAuthentication(Authentication authentication) {
    connection = Optional.of(hosts("setAuthentication").as(authentication));
    return this;
  }

  /** Whom the sink trusts (default: the authorities of the Java platform); after the hosts. */
  public OpenSearchSinkBuilder<T> setTls(TlsSettings tls) {
    connection = Optional.of(hosts("setTls").over(tls));
    return this;
  }

  private ConnectionSettings hosts(String setter) {
    return connection.orElseThrow(() -> wrong(setter, "call setHosts(..) before it"));
  }

  /** Makes an operation of a record. */
  public OpenSearchSinkBuilder<T> setConverter(DocumentConverter<T> makesOperations) {
    converter = Optional.of(serializable("setConverter", makesOperations));
    return this;
  }

  /** All records go into one index. */
  public OpenSearchSinkBuilder<T> setIndex(String name) {
    if (name.isBlank()) {
      throw wrong("setIndex", "the name is empty");
    }
    return setIndex(element -> name);
  }

  /** Every record says its index. */
  public OpenSearchSinkBuilder<T> setIndex(IndexSelector<T> selector) {
    indices = Optional.of(serializable("setIndex", selector));
    return this;
  }

  /** What happens where the index does not exist (default: the job fails). */
  public OpenSearchSinkBuilder<T> setMissingIndex(MissingIndexPolicy policy) {
    missingIndex = serializable("setMissingIndex", policy);
    return this;
  }

  /** What happens with documents that can never be stored (default: the job fails). */
  public OpenSearchSinkBuilder<T> setRejectedDocumentHandler(RejectedDocumentHandler<T> handler) {
    rejectedDocuments = serializable("setRejectedDocumentHandler", handler);
    return this;
  }

  /** Documents in one bulk request at most (default: 500). */
  public OpenSearchSinkBuilder<T> setBulkMaxActions(int actions) {
    maxActions = (int) positive("setBulkMaxActions", actions);
    return this;
  }

  /**
   * Bytes in one bulk request at most, as they travel, vectors too (default: 5 MiB); a single
   * larger document travels alone.
   */
  public OpenSearchSinkBuilder<T> setBulkMaxBytes(long bytes) {
    maxBytes = positive("setBulkMaxBytes", bytes);
    return this;
  }

  /**
   * How long a document waits for its request to fill, between checkpoints (default: 500 ms). With
   * 0 a request takes what has arrived by the time that it may be sent.
   */
  public OpenSearchSinkBuilder<T> setLinger(Duration wait) {
    linger = notNegative("setLinger", wait);
    return this;
  }

  /**
   * Bulk requests of one subtask under way at most (default: 4). How many there are follows the
   * node's answers.
   */
  public OpenSearchSinkBuilder<T> setMaxInFlightRequests(int requests) {
    maxInFlight = (int) positive("setMaxInFlightRequests", requests);
    return this;
  }

  /** Bytes of one document at most, a larger one is rejected (default: 50 MiB). */
  public OpenSearchSinkBuilder<T> setMaxDocumentBytes(long bytes) {
    maxDocumentBytes = positive("setMaxDocumentBytes", bytes);
    return this;
  }

  /** Waits between attempts: doubling, with jitter (default: from 100 ms to 10 s). */
  public OpenSearchSinkBuilder<T> setBackoff(Duration initial, Duration maximum) {
    initialBackoff = notNegative("setBackoff", initial);
    maximumBackoff = notNegative("setBackoff", maximum);
    if (initial.compareTo(maximum) > 0) {
      throw wrong("setBackoff", initial + " is longer than " + maximum);
    }
    return this;
  }

  /** How long nothing at all may be stored before the job fails (default: 30 minutes). */
  public OpenSearchSinkBuilder<T> setGiveUpAfter(Duration time) {
    giveUpAfter = notNegative("setGiveUpAfter", time);
    return this;
  }

  /**
   * The sink. Does not connect.
   *
   * @throws IllegalStateException if something is missing
   * @throws IllegalArgumentException if a URL is none
   */
  public OpenSearchSink<T> build() {
    ConnectionSettings settings = connection.orElseThrow(() -> missing("setHosts"));
    try {
      OpenSearchConnection.checkUrl(settings.url());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("setHosts: " + e.getMessage(), e);
    }
    return new OpenSearchSink<>(
        settings,
        converter.orElseThrow(() -> missing("setConverter")),
        indices.orElseThrow(() -> missing("setIndex")),
        missingIndex,
        rejectedDocuments,
        new BulkSettings(
            maxActions,
            maxBytes,
            maxInFlight,
            linger,
            maxDocumentBytes,
            initialBackoff,
            maximumBackoff,
            giveUpAfter));
  }

  private static long positive(String setter, long value) {
    if (value < 1) {
      throw wrong(setter, value + " is not 1 or more");
    }
    return value;
  }

  private static Duration notNegative(String setter, Duration value) {
    if (value.isNegative()) {
      throw wrong(setter, value + " is negative");
    }
    return value;
  }

  private static <S extends Serializable> S serializable(String setter, S part) {
    try {
      InstantiationUtil.serializeObject(part);
      return part;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          setter + ": it travels to the TaskManagers, and something in it cannot: " + e, e);
    }
  }

  private static IllegalArgumentException wrong(String setter, String problem) {
    return new IllegalArgumentException(setter + ": " + problem);
  }

  private static IllegalStateException missing(String setter) {
    return new IllegalStateException("call " + setter + "(..) before build()");
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

import io.freshet.config.KafkaConfig;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the topics of a deployment tell, followed from the first question on: who is never asked
 * reads nothing. Thread-safe.
 */
public final class FollowedRun implements Supplier<RunSnapshot>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FollowedRun.class);

  private final KafkaConfig kafka;
  private final RunState state;
  private @Nullable TopicFollowers followers;

  /** A deployment that is not followed yet. */
  public FollowedRun(KafkaConfig kafka, InstantSource clock) {
    this.kafka = kafka;
    this.state = new RunState(clock, kafka.topics());
    state.address("Kafka", kafka.bootstrapServers());
  }

  /** Where something can be reached. */
  public void address(String what, String url) {
    state.address(what, url);
  }

  @Override
  public synchronized RunSnapshot get() {
    if (followers == null) {
      follow();
    }
    return state.snapshot();
  }

  private void follow() {
    try {
      followers = TopicFollowers.start(kafka, state);
      state.phase("following the topics at " + kafka.bootstrapServers());
    } catch (KafkaException e) {
      LOG.debug("cannot follow", e);
      state.phase(
          "Kafka at %s cannot be asked: %s".formatted(kafka.bootstrapServers(), e.getMessage()));
    }
  }

  @Override
  public synchronized void close() {
    if (followers != null) {
      followers.close();
      followers = null;
    }
  }
}

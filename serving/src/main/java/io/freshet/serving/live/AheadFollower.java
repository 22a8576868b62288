/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.serving.QueryVersion;
import io.freshet.serving.encoding.VersionEncoder;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks again and again, with one thread, whether a later version is to encode the queries for the
 * generation that is shown. Searches never wait for it: until the version is loaded, and when it is
 * withdrawn, queries are encoded by the version that built the index.
 */
final class AheadFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AheadFollower.class);

  private final Snapshots snapshots;
  private final LiveListener listener;
  private final FollowerThread thread = new FollowerThread("queries-ahead");

  private Optional<QueriesAhead> source = Optional.empty();
  private Optional<String> problem = Optional.empty();

  /** Makes the encoder of a version, ready for use. */
  interface Loading {
    VersionEncoder load(AheadVersion version) throws IOException;
  }

  AheadFollower(Snapshots snapshots, LiveListener listener) {
    this.snapshots = snapshots;
    this.listener = listener;
  }

  /**
   * Looks now, and then again and again.
   *
   * @param given closed with this
   */
  void start(QueriesAhead given, Loading loading, Duration interval) {
    source = Optional.of(given);
    thread.repeat(() -> look(given, loading), interval);
  }

  void look(QueriesAhead asked, Loading loading) {
    try (Snapshot shown = snapshots.take().orElse(null)) {
      if (shown != null) {
        follow(asked.look(shown.generation()), loading, shown);
      }
      problem = Optional.empty();
    } catch (IOException | RuntimeException | Error e) {
      String reason = String.valueOf(e.getMessage());
      if (!problem.equals(Optional.of(reason))) {
        LOG.warn("no other version is found to encode queries: {}", reason);
      }
      LOG.debug("a look for a version to encode queries failed", e);
      problem = Optional.of(reason);
    }
  }

  private void follow(Optional<AheadVersion> next, Loading loading, Snapshot shown)
      throws IOException {
    if (next.map(AheadVersion::version).equals(shown.ahead())) {
      return;
    }
    ServingGeneration generation = shown.generation();
    boolean used =
        next.isEmpty()
            ? snapshots.showAlone(generation)
            : snapshots.showAhead(generation, next.get().version(), loading.load(next.get()));
    if (used) {
      String by = next.map(AheadVersion::version).map(QueryVersion::name).orElse("its own version");
      LOG.info("queries for generation {} are encoded by {}", generation.index(), by);
      listener.queriesBy(next.map(each -> each.version().name()).orElse(generation.versionName()));
    }
  }

  /** Looks no more; a look that is under way ends first. */
  @Override
  public void close() throws IOException {
    thread.close();
    if (source.isPresent()) {
      source.get().close();
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.serving.NothingServesException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the alias again and again, with one thread. Where it points to another generation, the
 * version of that is loaded first and only then shown, so that no request waits for it; until then
 * requests get the former one, whose index stays for the rollback window.
 */
public final class GenerationFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GenerationFollower.class);

  private final String alias;
  private final AliasSource source;
  private final VersionSource versions;
  private final Snapshots snapshots;
  private final LiveListener listener;
  private final FollowerThread thread = new FollowerThread("follower");

  private Optional<ServingGeneration> followed = Optional.empty();
  private Optional<CompletableFuture<Void>> asked = Optional.empty();
  private volatile Optional<String> problem = Optional.of("the serving version is being loaded");

  /** Follows when it is told to. */
  public GenerationFollower(
      String alias,
      AliasSource source,
      VersionSource versions,
      Snapshots snapshots,
      LiveListener listener) {
    this.alias = alias;
    this.source = source;
    this.versions = versions;
    this.snapshots = snapshots;
    this.listener = listener;
  }

  /** Looks now, and then again and again. */
  public void start(Duration interval) {
    thread.repeat(this::look, interval);
  }

  /**
   * Looks as soon as it can; completes when it has, whatever it saw. Those who ask before it has
   * begun wait for the same look.
   */
  public synchronized CompletableFuture<Void> lookNow() {
    if (asked.isEmpty()) {
      if (thread.ended()) {
        return CompletableFuture.completedFuture(null);
      }
      asked =
          Optional.of(
              CompletableFuture.runAsync(
                  () -> {
                    begin();
                    look();
                  },
                  thread));
    }
    return asked.get();
  }

  private synchronized void begin() {
    asked = Optional.empty();
  }

  /** Why searches may fail, as the last look saw it; empty where they should not. */
  public Optional<String> problem() {
    return problem;
  }

  private void look() {
    try {
      follow(source.serving().orElseThrow(() -> new NothingServesException(alias)));
      problem.ifPresent(gone -> LOG.info("searches can be answered"));
      problem = Optional.empty();
    } catch (IOException | RuntimeException | Error e) {
      // Errors too: a version may be too large or its libraries missing, and the next one better.
      String reason = String.valueOf(e.getMessage());
      if (!problem.equals(Optional.of(reason))) {
        LOG.warn("the alias {} cannot be followed: {}", alias, reason);
      }
      LOG.debug("a look at the alias {} failed", alias, e);
      problem = Optional.of(reason);
      listener.followFailed(reason);
    }
  }

  private void follow(ServingGeneration next) throws IOException {
    if (followed.equals(Optional.of(next))) {
      return;
    }
    if (followed.map(ServingGeneration::digest).equals(Optional.of(next.digest()))) {
      snapshots.showAgain(next);
    } else {
      LOG.info("loading version {} for generation {}", next.versionName(), next.index());
      snapshots.show(next, versions.load(next));
    }
    LOG.info("generation {} of version {} serves", next.index(), next.versionName());
    followed = Optional.of(next);
    listener.switched(next);
  }

  /** Looks no more; a look that is under way ends first. */
  @Override
  public void close() {
    synchronized (this) {
      thread.end();
    }
    thread.close();
  }
}

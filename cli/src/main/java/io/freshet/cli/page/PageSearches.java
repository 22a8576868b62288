/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import io.freshet.config.FreshetConfig;
import io.freshet.config.ServiceConfig;
import io.freshet.config.TaskConfig;
import io.freshet.serving.QueryProfile;
import io.freshet.serving.encoding.BatchSettings;
import io.freshet.serving.live.LiveIndex;
import io.freshet.serving.live.LiveListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The generations that the search view asks: the one that serves, and beside it one other, each
 * with its own version. Both are opened at the first search, since a page that nobody searches on
 * needs no model. Thread-safe.
 */
public final class PageSearches implements AutoCloseable {
  private final LiveIndex.Settings settings;
  private final Map<String, QueryProfile> tasks;
  private final Executor executor = ForkJoinPool.commonPool();
  private @Nullable LiveIndex serving;
  private boolean lent;
  private @Nullable Beside beside;

  private record Beside(String name, LiveIndex index) {}

  private PageSearches(FreshetConfig config, LiveIndex.Settings settings) {
    this.settings = settings;
    this.tasks = profiles(config);
  }

  /** Searches of a deployment. */
  public static PageSearches of(FreshetConfig config, LiveIndex.Settings settings) {
    return new PageSearches(config, settings);
  }

  /** {@link #of(FreshetConfig, LiveIndex.Settings)} by what the configuration says. */
  public static PageSearches of(FreshetConfig config, Path cache, Runnable beforeTheEnd) {
    return of(config, settings(config, cache, beforeTheEnd));
  }

  /** From now on asks a serving generation that is open already, and stays the caller's. */
  public synchronized void askInstead(LiveIndex open) {
    serving = open;
    lent = true;
  }

  /**
   * How generations are opened by a configuration.
   *
   * @param cache where versions are kept between runs
   * @param beforeTheEnd returns when what is opened is closed; called when the process ends
   */
  public static LiveIndex.Settings settings(
      FreshetConfig config, Path cache, Runnable beforeTheEnd) {
    ServiceConfig service = config.service();
    return new LiveIndex.Settings(
        config.serving(cache, config.model().compute(service.batchTokens())),
        new BatchSettings(service.batchTokens(), service.linger(), service.waitingTexts()),
        service.followInterval(),
        service.requestTimeout(),
        beforeTheEnd);
  }

  /** How queries of the tasks of a configuration are encoded. */
  public static Map<String, QueryProfile> profiles(FreshetConfig config) {
    return config.tasks().values().stream()
        .collect(Collectors.toMap(TaskConfig::name, TaskConfig::queries));
  }

  Map<String, QueryProfile> tasks() {
    return tasks;
  }

  synchronized LiveIndex serving() {
    if (serving == null) {
      serving = LiveIndex.open(settings, LiveListener.silent(), executor);
    }
    return serving;
  }

  /** Another generation; the one that was asked for before is closed. */
  synchronized LiveIndex beside(String index) throws IOException {
    if (beside == null || !beside.name().equals(index)) {
      if (beside != null) {
        beside.index().close();
      }
      beside =
          new Beside(
              index, LiveIndex.openGeneration(settings, index, LiveListener.silent(), executor));
    }
    return beside.index();
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      if (beside != null) {
        beside.index().close();
      }
    } finally {
      if (serving != null && !lent) {
        serving.close();
      }
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import io.freshet.connectors.opensearch.generations.ServingGeneration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told. */
final class RecordingListener implements LiveListener {
  final List<Integer> batches = new CopyOnWriteArrayList<>();
  final List<String> switches = new CopyOnWriteArrayList<>();
  final List<String> queriesBy = new CopyOnWriteArrayList<>();
  final List<String> failures = new CopyOnWriteArrayList<>();

  @Override
  public void encoded(int texts, long tokens, Duration time) {
    batches.add(texts);
  }

  @Override
  public void switched(ServingGeneration generation) {
    switches.add(generation.index());
  }

  @Override
  public void queriesBy(String versionName) {
    queriesBy.add(versionName);
  }

  @Override
  public void followFailed(String reason) {
    failures.add(reason);
  }
}

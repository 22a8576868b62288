/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.model.TextRole;
import io.freshet.model.TokenizedTexts;
import io.freshet.serving.encoding.BatchSettings;
import io.freshet.serving.encoding.BatchingEncoder;
import io.freshet.serving.encoding.LoadedVersion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
  private static final int SWITCHES = 300;
  private static final int CALLERS = 4;

  @Test
  void aVersionIsClosedWhenItsLastRequestEnds() {
    FakeVersion first = new FakeVersion(1);
    FakeVersion second = new FakeVersion(2);
    Snapshots snapshots = new Snapshots(InstantSource.system());
    assertThat(snapshots.take()).isEmpty();
    snapshots.show(FakeVersion.generation(1), first);
    Snapshot request = snapshots.take().orElseThrow();
    Snapshot other = snapshots.take().orElseThrow();
    snapshots.show(FakeVersion.generation(2), second);
    request.close();
    request.close();
    assertThat(first.closed()).as("the other request goes on").isZero();
    assertThat(other.generation()).isEqualTo(FakeVersion.generation(1));
    other.close();
    assertThat(first.closed()).isEqualTo(1);
    snapshots.close();
    assertThat(second.closed()).isEqualTo(1);
    assertThat(snapshots.take()).isEmpty();
  }

  @Test
  void anotherIndexOfTheSameVersionKeepsTheVersion() {
    FakeVersion version = new FakeVersion(1);
    Snapshots snapshots = new Snapshots(InstantSource.system());
    snapshots.show(FakeVersion.generation(1), version);
    snapshots.showAgain(FakeVersion.generation(7));
    assertThat(version.closed()).isZero();
    try (Snapshot snapshot = snapshots.take().orElseThrow()) {
      assertThat(snapshot.generation().index()).isEqualTo("docs-g7");
    }
    snapshots.close();
    assertThat(version.closed()).isEqualTo(1);
  }

  @Test
  void whatWasLetGoTooOftenIsFound() {
    LoadedVersion version = new LoadedVersion(new FakeVersion(1));
    version.release();
    assertThat(version.hold()).isFalse();
    assertThatThrownBy(version::release).isInstanceOf(IllegalStateException.class);
  }

  /** Callers take, encode and let go while versions come and go as fast as they can. */
  @Test
  void everyVectorIsOfTheVersionOfItsIndexAndEveryVersionIsClosedOnce() throws Exception {
    List<FakeVersion> versions = new ArrayList<>();
    Snapshots snapshots = new Snapshots(InstantSource.system());
    RecordingListener listener = new RecordingListener();
    AtomicBoolean ended = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    try (BatchingEncoder encoder =
        new BatchingEncoder(new BatchSettings(64, Duration.ZERO, 1000), listener)) {
      versions.add(new FakeVersion(0));
      snapshots.show(FakeVersion.generation(0), versions.get(0));
      List<Future<Integer>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(threads.submit(() -> ask(snapshots, encoder, ended)));
      }
      for (int i = 1; i <= SWITCHES; i++) {
        versions.add(new FakeVersion(i));
        snapshots.show(FakeVersion.generation(i), versions.get(i));
      }
      ended.set(true);
      for (Future<Integer> caller : callers) {
        assertThat(caller.get(30, TimeUnit.SECONDS)).isPositive();
      }
    } finally {
      threads.shutdown();
    }
    snapshots.close();
    assertThat(versions).hasSize(SWITCHES + 1).allMatch(version -> version.closed() == 1);
    assertThat(listener.batches).isNotEmpty();
  }

  private static int ask(Snapshots snapshots, BatchingEncoder encoder, AtomicBoolean ended)
      throws Exception {
    int asked = 0;
    while (!ended.get() || asked == 0) {
      Optional<Snapshot> taken = snapshots.take();
      try (Snapshot snapshot = taken.orElseThrow()) {
        TokenizedTexts texts = snapshot.encoder().tokenize(List.of("a", "longer"), TextRole.QUERY);
        float[][] vectors = encoder.submit(snapshot.version(), texts).get(30, TimeUnit.SECONDS);
        long step = snapshot.generation().versionStep();
        assertThat(vectors).isDeepEqualTo(new float[][] {{step, 1}, {step, 6}});
        asked++;
      }
    }
    return asked;
  }
}

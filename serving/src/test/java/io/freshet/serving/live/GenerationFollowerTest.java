/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.serving.encoding.VersionEncoder;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GenerationFollowerTest {
  private final RecordingListener listener = new RecordingListener();
  private final Snapshots snapshots = new Snapshots(InstantSource.system());
  private final List<String> loads = new ArrayList<>();
  private volatile Optional<ServingGeneration> alias = Optional.empty();
  private volatile boolean away;
  private volatile boolean damaged;
  private volatile boolean tooLarge;
  private final GenerationFollower follower =
      new GenerationFollower("docs", this::serving, this::load, snapshots, listener);

  private Optional<ServingGeneration> serving() throws IOException {
    if (away) {
      throw new IOException("OpenSearch does not answer");
    }
    return alias;
  }

  private VersionEncoder load(ServingGeneration generation) throws IOException {
    if (damaged) {
      throw new IOException("the version has another digest");
    }
    if (tooLarge) {
      throw new OutOfMemoryError("no memory left");
    }
    loads.add(generation.digest() + " while " + shown() + " is shown");
    return new FakeVersion((int) generation.versionStep());
  }

  private String shown() {
    Optional<Snapshot> taken = snapshots.take();
    String index = taken.map(snapshot -> snapshot.generation().index()).orElse("nothing");
    taken.ifPresent(Snapshot::close);
    return index;
  }

  private void look() throws Exception {
    follower.lookNow().get(30, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() {
    follower.close();
    snapshots.close();
  }

  @Test
  void theNextVersionIsLoadedWhileTheFormerIsShown() throws Exception {
    assertThat(follower.problem()).contains("the serving version is being loaded");
    look();
    assertThat(follower.problem()).contains("nothing serves the alias docs yet");
    alias = Optional.of(FakeVersion.generation(1));
    look();
    look();
    assertThat(follower.problem()).isEmpty();
    alias = Optional.of(FakeVersion.generation(2));
    look();
    assertThat(loads)
        .containsExactly("digest-1 while nothing is shown", "digest-2 while docs-g1 is shown");
    assertThat(shown()).isEqualTo("docs-g2");
    assertThat(listener.switches).containsExactly("docs-g1", "docs-g2");
  }

  @Test
  void whatCannotBeLoadedIsNotShownAndIsTriedAgain() throws Exception {
    alias = Optional.of(FakeVersion.generation(1));
    look();
    damaged = true;
    alias = Optional.of(FakeVersion.generation(2));
    look();
    assertThat(shown()).isEqualTo("docs-g1");
    assertThat(follower.problem()).contains("the version has another digest");
    damaged = false;
    look();
    assertThat(shown()).isEqualTo("docs-g2");
    assertThat(follower.problem()).isEmpty();
    assertThat(listener.failures).containsExactly("the version has another digest");
  }

  @Test
  void anErrorWhileLoadingDoesNotEndTheFollowing() throws Exception {
    tooLarge = true;
    alias = Optional.of(FakeVersion.generation(1));
    look();
    assertThat(follower.problem()).contains("no memory left");
    tooLarge = false;
    look();
    assertThat(shown()).isEqualTo("docs-g1");
  }

  @Test
  void whileNothingAnswersTheFormerStaysAndTheReasonIsTold() throws Exception {
    alias = Optional.of(FakeVersion.generation(1));
    look();
    away = true;
    look();
    assertThat(shown()).isEqualTo("docs-g1");
    assertThat(follower.problem()).contains("OpenSearch does not answer");
  }

  @Test
  void anotherIndexOfTheSameVersionIsShownWithoutLoading() throws Exception {
    ServingGeneration first = FakeVersion.generation(1);
    alias = Optional.of(first);
    look();
    alias =
        Optional.of(
            new ServingGeneration(
                "docs-g9", first.vectorField(), first.digest(), first.versionName(), 1, "uri"));
    look();
    assertThat(loads).hasSize(1);
    assertThat(shown()).isEqualTo("docs-g9");
  }
}

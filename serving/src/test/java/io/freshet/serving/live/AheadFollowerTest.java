/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.model.TextRole;
import io.freshet.model.mapping.DriftMap;
import io.freshet.serving.QueryProfile;
import io.freshet.serving.QueryVersion;
import io.freshet.serving.encoding.MappedQueries;
import io.freshet.serving.encoding.VersionEncoder;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AheadFollowerTest {
  private final RecordingListener listener = new RecordingListener();
  private final Snapshots snapshots = new Snapshots(InstantSource.system());
  private final AheadFollower follower = new AheadFollower(snapshots, listener);
  private final List<FakeVersion> loaded = new ArrayList<>();
  private Optional<AheadVersion> found = Optional.empty();
  private boolean away;
  private Runnable whileLoading = () -> {};

  private static AheadVersion later(int number) {
    return new AheadVersion(
        new QueryVersion("version-" + number, "uri", "digest-" + number), Optional.empty());
  }

  private Optional<AheadVersion> look(ServingGeneration serving) throws IOException {
    if (away) {
      throw new IOException("nobody knows");
    }
    return found;
  }

  private VersionEncoder load(AheadVersion version) {
    FakeVersion encoder =
        new FakeVersion(Integer.parseInt(version.version().name().substring("version-".length())));
    loaded.add(encoder);
    whileLoading.run();
    return encoder;
  }

  private void look() {
    follower.look(this::look, this::load);
  }

  private String shown() {
    try (Snapshot snapshot = snapshots.take().orElseThrow()) {
      float[] vector =
          snapshot.queries().embed(snapshot.queries().tokenize(List.of("a"), TextRole.QUERY))[0];
      return "%s by %s, number %d"
          .formatted(snapshot.generation().index(), snapshot.queriesBy(), (int) vector[0]);
    }
  }

  @AfterEach
  void stop() throws IOException {
    follower.close();
    snapshots.close();
  }

  @Test
  void aLaterVersionEncodesQueriesUntilItIsWithdrawn() {
    look();
    assertThat(listener.queriesBy).as("nothing is shown yet").isEmpty();
    FakeVersion own = new FakeVersion(1);
    snapshots.show(FakeVersion.generation(1), own);
    look();
    assertThat(shown()).isEqualTo("docs-g1 by version-1, number 1");
    found = Optional.of(later(2));
    look();
    look();
    assertThat(loaded).as("it is loaded once").hasSize(1);
    assertThat(shown()).isEqualTo("docs-g1 by version-2, number 2");
    try (Snapshot request = snapshots.take().orElseThrow()) {
      assertThat(request.encoder()).as("embeddings are the index's own").isSameAs(own);
      found = Optional.empty();
      look();
      assertThat(loaded.get(0).closed()).as("the request goes on").isZero();
    }
    assertThat(loaded.get(0).closed()).isEqualTo(1);
    assertThat(own.closed()).isZero();
    assertThat(shown()).isEqualTo("docs-g1 by version-1, number 1");
    assertThat(listener.queriesBy).containsExactly("version-2", "version-1");
  }

  @Test
  void tasksWithVectorsOfTheirOwnAreAskedByTheVersionOfTheIndex() {
    FakeVersion own = new FakeVersion(1);
    snapshots.show(FakeVersion.withTask(1, "pairs"), own);
    found = Optional.of(later(2));
    look();
    try (Snapshot snapshot = snapshots.take().orElseThrow()) {
      Optional<String> pairs = Optional.of("pairs");
      assertThat(snapshot.queriesBy()).isEqualTo("version-2");
      assertThat(snapshot.queriesBy(Optional.of("other"))).isEqualTo("version-2");
      assertThat(snapshot.projection(Optional.of("other"))).isEmpty();
      assertThat(snapshot.queriesBy(pairs)).isEqualTo("version-1");
      assertThat(snapshot.queryVersion(pairs).encoder()).isSameAs(own);
      assertThat(snapshot.projection(pairs)).isEqualTo(pairs);
      assertThat(snapshot.generation().forTask(pairs).vectorField()).isEqualTo("own");
    }
  }

  @Test
  void anotherGenerationBeginsWithItsOwnQueries() {
    snapshots.show(FakeVersion.generation(1), new FakeVersion(1));
    found = Optional.of(later(2));
    look();
    snapshots.show(FakeVersion.generation(2), new FakeVersion(2));
    assertThat(shown()).isEqualTo("docs-g2 by version-2, number 2");
    assertThat(loaded.get(0).closed()).isEqualTo(1);
    found = Optional.empty();
    look();
    assertThat(shown()).isEqualTo("docs-g2 by version-2, number 2");
  }

  @Test
  void aVersionThatComesTooLateIsClosed() {
    snapshots.show(FakeVersion.generation(1), new FakeVersion(1));
    found = Optional.of(later(2));
    whileLoading = () -> snapshots.show(FakeVersion.generation(3), new FakeVersion(3));
    look();
    assertThat(shown()).isEqualTo("docs-g3 by version-3, number 3");
    assertThat(loaded.get(0).closed()).isEqualTo(1);
    assertThat(listener.queriesBy).isEmpty();
  }

  @Test
  void whatCannotBeLookedForChangesNothing() {
    snapshots.show(FakeVersion.generation(1), new FakeVersion(1));
    found = Optional.of(later(2));
    look();
    away = true;
    look();
    assertThat(shown()).isEqualTo("docs-g1 by version-2, number 2");
    assertThat(listener.failures).as("searches are answered").isEmpty();
  }

  @Test
  void mappedQueriesLieInTheSpaceOfTheIndex() {
    FakeVersion version = new FakeVersion(3);
    DriftMap swapped = DriftMap.of(new double[][] {{0, 1, 0}, {1, 0, 0}}, new double[] {0, 0, 0});
    try (MappedQueries queries = new MappedQueries(version, swapped)) {
      assertThat(queries.dimension()).isEqualTo(3);
      float[][] vectors = queries.embed(queries.tokenize(List.of("four"), new QueryProfile("", 8)));
      assertThat(vectors).isDeepEqualTo(new float[][] {{0.8f, 0.6f, 0}});
      assertThatThrownBy(() -> queries.tokenize(List.of("a"), TextRole.DOCUMENT))
          .hasMessageContaining("only queries");
    }
    assertThat(version.closed()).isEqualTo(1);
  }
}

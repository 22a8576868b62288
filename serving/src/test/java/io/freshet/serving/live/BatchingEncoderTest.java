/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.model.TextRole;
import io.freshet.model.TokenizedTexts;
import io.freshet.serving.QueryProfile;
import io.freshet.serving.encoding.BatchSettings;
import io.freshet.serving.encoding.BatchingEncoder;
import io.freshet.serving.encoding.OverloadedException;
import io.freshet.serving.encoding.VersionEncoder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchingEncoderTest {
  private static final int TOKENS = 12;
  private static final int WAITING = 10;

  private final CountDownLatch busy = new CountDownLatch(1);
  private final CountDownLatch free = new CountDownLatch(1);
  private final FakeVersion version = new FakeVersion(3);
  private final RecordingListener listener = new RecordingListener();
  private final Snapshots snapshots = new Snapshots(InstantSource.system());
  private final BatchingEncoder encoder =
      new BatchingEncoder(new BatchSettings(TOKENS, Duration.ZERO, WAITING), listener);

  /** Encodes as the version does, once the test lets it. */
  private VersionEncoder slow() {
    return new VersionEncoder() {
      @Override
      public TokenizedTexts tokenize(List<String> texts, TextRole role) {
        return version.tokenize(texts, role);
      }

      @Override
      public TokenizedTexts tokenize(List<String> texts, QueryProfile task) {
        return version.tokenize(texts, task);
      }

      @Override
      public float[][] embed(TokenizedTexts texts) {
        busy.countDown();
        try {
          free.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return version.embed(texts);
      }

      @Override
      public int dimension() {
        return version.dimension();
      }

      @Override
      public void close() {
        version.close();
      }
    };
  }

  /** From now on the device is busy with one text, and what is submitted waits. */
  private CompletableFuture<float[][]> occupy() throws InterruptedException {
    snapshots.show(FakeVersion.generation(3), slow());
    CompletableFuture<float[][]> first = submit("first", TextRole.QUERY);
    assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
    return first;
  }

  private CompletableFuture<float[][]> submit(String text, TextRole role) {
    try (Snapshot snapshot = snapshots.take().orElseThrow()) {
      return encoder.submit(snapshot.version(), snapshot.encoder().tokenize(List.of(text), role));
    }
  }

  private CompletableFuture<float[][]> submit(QueryProfile task, String... texts) {
    try (Snapshot snapshot = snapshots.take().orElseThrow()) {
      return encoder.submit(snapshot.version(), snapshot.encoder().tokenize(List.of(texts), task));
    }
  }

  @AfterEach
  void stop() {
    free.countDown();
    encoder.close();
    snapshots.close();
    assertThat(version.closed()).isEqualTo(1);
  }

  private static float[] vector(CompletableFuture<float[][]> result) throws Exception {
    return result.get(30, TimeUnit.SECONDS)[0];
  }

  @Test
  void whatWaitsIsEncodedTogetherUpToTheTokens() throws Exception {
    CompletableFuture<float[][]> first = occupy();
    List<CompletableFuture<float[][]>> results = new ArrayList<>();
    for (String text : List.of("aaaa", "bbbbb", "ccc", "dddd")) {
      results.add(submit(text, TextRole.QUERY));
    }
    assertThat(encoder.waiting()).isEqualTo(4);
    free.countDown();
    assertThat(vector(first)).containsExactly(3, 5);
    assertThat(vector(results.get(0))).containsExactly(3, 4);
    assertThat(vector(results.get(1))).containsExactly(3, 5);
    assertThat(vector(results.get(2))).containsExactly(3, 3);
    assertThat(vector(results.get(3))).containsExactly(3, 4);
    encoder.close();
    assertThat(listener.batches).containsExactly(1, 3, 1);
    assertThat(encoder.waiting()).isZero();
  }

  /** Nobody is left whom the batch could wait for; otherwise this would take an hour. */
  @Test
  void aBatchLingersNoLongerThanForAllCallers() throws Exception {
    try (BatchingEncoder patient =
        new BatchingEncoder(
            new BatchSettings(TOKENS, Duration.ofHours(1), WAITING), listener, () -> 2)) {
      snapshots.show(FakeVersion.generation(3), version);
      free.countDown();
      List<CompletableFuture<float[][]>> both = new ArrayList<>();
      for (String text : List.of("ab", "abc")) {
        try (Snapshot snapshot = snapshots.take().orElseThrow()) {
          both.add(
              patient.submit(
                  snapshot.version(), snapshot.encoder().tokenize(List.of(text), TextRole.QUERY)));
        }
      }
      assertThat(vector(both.get(0))).containsExactly(3, 2);
      assertThat(vector(both.get(1))).containsExactly(3, 3);
    }
    assertThat(listener.batches).containsExactly(2);
  }

  @Test
  void everyTextHasThePromptOfItsOwnTaskAndGoesWithItsLike() throws Exception {
    CompletableFuture<float[][]> first = occupy();
    CompletableFuture<float[][]> plain = submit("ab", TextRole.QUERY);
    CompletableFuture<float[][]> prompted = submit(new QueryProfile("p:", 64), "a");
    CompletableFuture<float[][]> document = submit("ab", TextRole.DOCUMENT);
    CompletableFuture<float[][]> again = submit(new QueryProfile("q:", 64), "a");
    free.countDown();
    assertThat(vector(first)).containsExactly(3, 5);
    assertThat(vector(plain)).containsExactly(3, 2);
    assertThat(vector(prompted)).containsExactly(3, 3);
    assertThat(vector(document)).containsExactly(3, 2);
    assertThat(vector(again)).containsExactly(3, 3);
    encoder.close();
    assertThat(listener.batches).as("two prompts of one length go together").contains(2).hasSize(4);
  }

  @Test
  void textsThroughAProjectionGoWithTheirLike() throws Exception {
    CompletableFuture<float[][]> first = occupy();
    CompletableFuture<float[][]> plain = submit("ab", TextRole.QUERY);
    CompletableFuture<float[][]> projected;
    try (Snapshot snapshot = snapshots.take().orElseThrow()) {
      projected =
          encoder.submit(
              snapshot.version(),
              snapshot
                  .encoder()
                  .tokenize(List.of("abc"), TextRole.QUERY)
                  .through(Optional.of("task")));
    }
    free.countDown();
    assertThat(vector(first)).containsExactly(3, 5);
    assertThat(vector(plain)).containsExactly(3, 2);
    assertThat(vector(projected)).containsExactly(3, 3);
    encoder.close();
    assertThat(listener.batches).hasSize(3);
  }

  @Test
  void aLargeRequestTakesTurnsWithSmallOnes() throws Exception {
    CompletableFuture<float[][]> first = occupy();
    CompletableFuture<float[][]> large =
        submit(new QueryProfile("", 64), "aaaaaaaa", "bbbbbbbb", "cccccccc", "dddd");
    CompletableFuture<float[][]> small = submit("small", TextRole.QUERY);
    CompletableFuture<float[][]> after = submit("afterwards", TextRole.QUERY);
    assertThat(encoder.waiting()).isEqualTo(6);
    List<String> done = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Void>> told =
        List.of(
            large.thenRun(() -> done.add("large")),
            small.thenRun(() -> done.add("small")),
            after.thenRun(() -> done.add("after")));
    free.countDown();
    assertThat(vector(first)).containsExactly(3, 5);
    for (CompletableFuture<Void> each : told) {
      each.get(30, TimeUnit.SECONDS);
    }
    assertThat(large.join()).isDeepEqualTo(new float[][] {{3, 8}, {3, 8}, {3, 8}, {3, 4}});
    assertThat(done).containsExactly("small", "after", "large");
    encoder.close();
    assertThat(listener.batches).containsExactly(1, 1, 1, 1, 1, 2);
  }

  @Test
  void aLargeRequestThatNobodyWaitsForIsNotEncodedToItsEnd() throws Exception {
    CompletableFuture<float[][]> first = occupy();
    CompletableFuture<float[][]> large =
        submit(new QueryProfile("", 64), "aaaaaaaa", "bbbbbbbb", "cccccccc");
    large.cancel(false);
    free.countDown();
    assertThat(vector(first)).containsExactly(3, 5);
    encoder.close();
    assertThat(listener.batches).containsExactly(1);
  }

  @Test
  void aTextThatFailsFailsItsWholeLargeRequest() throws Exception {
    CompletableFuture<float[][]> first = occupy();
    CompletableFuture<float[][]> large =
        submit(new QueryProfile("", 64), "aaaaaaaa", "poison", "cccccccc");
    free.countDown();
    assertThat(vector(first)).containsExactly(3, 5);
    assertThatThrownBy(() -> vector(large)).hasRootCauseMessage("cannot encode poison");
  }

  @Test
  void oneRequestsTextCannotFailAnothers() throws Exception {
    CompletableFuture<float[][]> first = occupy();
    CompletableFuture<float[][]> good = submit("ab", TextRole.QUERY);
    CompletableFuture<float[][]> poison = submit("poison", TextRole.QUERY);
    free.countDown();
    assertThat(vector(first)).containsExactly(3, 5);
    assertThat(vector(good)).containsExactly(3, 2);
    assertThatThrownBy(() -> vector(poison)).hasRootCauseMessage("cannot encode poison");
    assertThat(vector(submit("after", TextRole.QUERY))).containsExactly(3, 5);
  }

  @Test
  void moreThanMayWaitIsRefusedAndWaitsNot() throws Exception {
    CompletableFuture<float[][]> first = occupy();
    String[] many = Collections.nCopies(WAITING, "a").toArray(String[]::new);
    CompletableFuture<float[][]> full = submit(new QueryProfile("", 64), many);
    assertThatThrownBy(() -> submit("one more", TextRole.QUERY))
        .isInstanceOf(OverloadedException.class)
        .hasMessageContaining("10 texts wait to be encoded already and 10 may");
    assertThat(encoder.waiting()).isEqualTo(WAITING);
    free.countDown();
    assertThat(vector(first)).containsExactly(3, 5);
    assertThat(full.get(30, TimeUnit.SECONDS)).hasDimensions(WAITING, 2);
  }

  @Test
  void whatNobodyWaitsForAnyMoreIsNotEncoded() throws Exception {
    CompletableFuture<float[][]> first = occupy();
    CompletableFuture<float[][]> given = submit("gone", TextRole.QUERY);
    given.cancel(false);
    free.countDown();
    assertThat(vector(first)).containsExactly(3, 5);
    encoder.close();
    assertThat(listener.batches).containsExactly(1);
  }

  @Test
  void whatWaitsIsEncodedBeforeTheEndAndNothingAfter() throws Exception {
    CompletableFuture<float[][]> first = occupy();
    CompletableFuture<float[][]> waits = submit("waits", TextRole.QUERY);
    free.countDown();
    assertThat(vector(first)).containsExactly(3, 5);
    encoder.close();
    assertThat(vector(waits)).containsExactly(3, 5);
    assertThatThrownBy(() -> submit("late", TextRole.QUERY)).hasMessageContaining("being stopped");
  }
}

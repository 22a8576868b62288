/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.jobs.training.TinyTraining;
import io.freshet.model.ComputeOptions;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Negatives;
import io.freshet.model.training.Trainer;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.settings.OptimizerSettings;
import io.freshet.model.training.settings.Schedule;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TrainerSettings;
import io.freshet.model.training.state.TrainerState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {

  private static final VersionFacts FACTS =
      new VersionFacts(Map.of("search", 0.5), Map.of("search", 9L), Map.of("search", 18L));

  @TempDir static Path shared;
  private static Path model;
  private static final List<TrainerState> STATES = new ArrayList<>();

  @TempDir Path directory;
  private final List<ModelVersion.Candidate> announced = new CopyOnWriteArrayList<>();
  private final List<String> promotions = new ArrayList<>();
  private Retention retention = Retention.ALL;
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void train() throws Exception {
    model = TinyTraining.model(shared);
    TrainerSettings settings =
        new TrainerSettings(
            new OptimizerSettings(
                1e-3, Schedule.CONSTANT, 0, 0, 0.01, 0.9, 0.999, 1e-8, 1, Map.of()),
            0,
            1,
            0,
            false,
            1,
            ComputeOptions.cpu(1));
    TaskObjective objective =
        TaskObjective.of("t", 1, Losses.infoNce(0.05, Negatives.BATCH), "", 16, 16);
    try (Trainer trainer = Trainer.start(model, settings, Map.of("t", objective))) {
      STATES.clear();
      STATES.add(trainer.state());
      trainer.step(
          new TrainingStep(0, List.of(new SubBatch("t", List.of(row("stream"), row("index"))))));
      STATES.add(trainer.state());
    }
  }

  private static TrainingRow row(String text) {
    return new TrainingRow(text, text, "", text + " document", List.of(), Double.NaN, 1.0, true);
  }

  private final class Recording implements Announcer {
    @Override
    public void announce(ModelVersion.Candidate version) throws IOException {
      if (version.metrics().containsKey("refuse")) {
        throw new IOException("refused for the test");
      }
      announced.add(version);
    }

    @Override
    public List<String> promotions() {
      return promotions;
    }

    @Override
    public void close() {
      // Nothing was opened.
    }
  }

  private ModelRegistry registry() {
    return new ModelRegistry(directory.resolve("registry").toUri().toString());
  }

  /** As Kafka's producer: what is under way when it is closed is refused. */
  private static final class Refusing implements Announcer {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();

    @Override
    public void announce(ModelVersion.Candidate version) {
      asked.countDown();
      // Not to be interrupted.
      closed.join();
      throw new IllegalStateException("closed already");
    }

    @Override
    public List<String> promotions() {
      return List.of();
    }

    @Override
    public void close() {
      closed.complete(true);
    }
  }

  private Publisher publisher(String lastName) {
    return publisher(lastName, new Recording());
  }

  private Publisher publisher(String lastName, Announcer announcer) {
    return new Publisher(
        model,
        registry(),
        announcer,
        retention,
        "c0ffee",
        InstantSource.fixed(Instant.ofEpochMilli(77)),
        lastName,
        failures::add);
  }

  @Test
  void publishesOnceAndAnnouncesAsOftenAsAsked() throws Exception {
    String first;
    try (Publisher publisher = publisher("")) {
      publisher.publish(STATES.get(0), VersionFacts.NONE);
      publisher.publish(STATES.get(1), FACTS);
      publisher.await();
      first = announced.get(0).name();
      assertThat(publisher.lastName()).isEqualTo(announced.get(1).name());
    }
    // The same again after a restart that knows of the first version only.
    try (Publisher publisher = publisher(first)) {
      publisher.publish(STATES.get(1), FACTS);
      publisher.await();
    }
    assertThat(announced).hasSize(3);
    assertThat(announced.get(2)).isEqualTo(announced.get(1));
    assertThat(announced.get(0).parent()).isEmpty();
    assertThat(announced.get(1).parent()).isEqualTo(first).startsWith("0-");
    assertThat(announced.get(1).createdAt()).isEqualTo(77);
    assertThat(registry().names())
        .containsExactly(announced.get(0).name(), announced.get(1).name());
    assertThat(announced.get(0).digest()).isEqualTo(ModelFolder.read(model).digest());
    for (ModelVersion.Candidate version : announced) {
      Path folder = Path.of(URI.create(version.uri()).getPath());
      assertThat(ModelFolder.read(folder).digest()).isEqualTo(version.digest());
    }
    assertThat(failures).isEmpty();
    // The first of the two announcements wrote the folder, and its card tells of it.
    ModelVersion.Candidate last = announced.get(1);
    assertThat(VersionCard.read(Path.of(URI.create(last.uri()).getPath())))
        .isEqualTo(new VersionCard(last.name(), last.step(), first, "c0ffee", 77, FACTS));
  }

  @Test
  void whatTheRetentionDoesNotKeepIsDeleted() throws Exception {
    retention = new Retention(1, 1, 0);
    try (Publisher publisher = publisher("")) {
      publisher.publish(STATES.get(0), VersionFacts.NONE);
      publisher.await();
      String first = announced.get(0).name();
      promotions.add(first);
      publisher.publish(STATES.get(1), VersionFacts.NONE);
      publisher.await();
      String second = announced.get(1).name();
      assertThat(registry().names()).containsExactly(first, second);
      // Now the second serves: there is room for no other.
      promotions.add(second);
      publisher.publish(STATES.get(1), VersionFacts.NONE);
      publisher.await();
      assertThat(registry().names()).containsExactly(second);
    }
    assertThat(failures).isEmpty();
  }

  /** A version is published once however Flink tells of completed checkpoints. */
  @Test
  void completionsMayBeSkippedAndRepeated() throws Exception {
    Path result = directory.resolve("result");
    try (Versions versions = new Versions(publisher(""), 1, 0, TrainingResult.model(result))) {
      assertThat(versions.snapshot(1, STATES.get(0), VersionFacts.NONE)).isFalse();
      assertThat(versions.snapshot(2, STATES.get(1), FACTS)).isTrue();
      assertThat(versions.lastStep()).isEqualTo(1);
      versions.abort(2);
      assertThat(versions.snapshot(3, STATES.get(1), FACTS)).isTrue();
      versions.end();
      assertThat(versions.snapshot(4, STATES.get(1), FACTS)).isFalse();
      // The word of checkpoint 3 is skipped, that of 5, which came after, repeated.
      versions.complete(5);
      versions.complete(5);
      versions.complete(4);
      versions.finish();
    }
    assertThat(announced).singleElement().matches(version -> version.step() == 1);
    assertThat(ModelFolder.read(result).digest()).isEqualTo(announced.get(0).digest());
    assertThat(VersionCard.read(result).facts()).isEqualTo(FACTS);
    assertThat(failures).isEmpty();
  }

  @Test
  void theResultAppearsWholeAndIsNeverWrittenOver() throws Exception {
    Path result = directory.resolve("deep/result");
    try (Publisher publisher = publisher("")) {
      publisher.export(STATES.get(1), FACTS, result);
      publisher.export(STATES.get(1), FACTS, result);
      publisher.await();
      assertThat(ModelFolder.read(result).digest()).isEqualTo(STATES.get(1).digest(model));
      try (var left = Files.list(directory.resolve("deep"))) {
        assertThat(left).containsExactly(result);
      }
      publisher.export(STATES.get(0), FACTS, result);
      assertThatThrownBy(publisher::await)
          .isInstanceOf(IOException.class)
          .hasStackTraceContaining("holds another model already");
    }
    assertThat(failures).hasSize(1);
  }

  @Test
  void nothingIsPublishedAfterAFailure() throws Exception {
    try (Publisher publisher = publisher("")) {
      publisher.publish(STATES.get(0), new VersionFacts(Map.of("refuse", 1.0), Map.of(), Map.of()));
      publisher.publish(STATES.get(1), VersionFacts.NONE);
      assertThatThrownBy(publisher::await).hasStackTraceContaining("refused for the test");
    }
    assertThat(failures).singleElement().isInstanceOf(IOException.class);
    assertThat(announced).isEmpty();
    // What was refused is in the registry, and announced after the next restore.
    assertThat(registry().names()).hasSize(1);
  }

  @Test
  void whatClosingCutsShortIsNoFailureOfTheJob() throws Exception {
    Refusing announcer = new Refusing();
    Publisher publisher = publisher("", announcer);
    try (publisher) {
      publisher.publish(STATES.get(0), VersionFacts.NONE);
      announcer.asked.await();
    }
    assertThatThrownBy(publisher::await).hasStackTraceContaining("closed already");
    assertThat(failures).isEmpty();
    // It is announced after the next restore.
    try (Publisher restored = publisher("")) {
      restored.publish(STATES.get(0), VersionFacts.NONE);
      restored.await();
    }
    assertThat(announced).hasSize(1);
  }
}

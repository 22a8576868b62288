/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.versions;

import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.registry.LocalFolders;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.connectors.registry.ModelRegistry.Entry;
import io.freshet.model.adapter.PeftFolder;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.training.state.TrainerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exports, publishes and announces versions in a thread of its own, one after the other, and
 * deletes those that the retention has no place for any more. Everything may be asked for again: a
 * version is known by step and digest. After a failure nothing more is done. Used by one thread
 * besides its own.
 */
public final class Publisher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  /** States that may wait; each holds all weights and moments. */
  private static final int WAITING = 2;

  private final Path modelFolder;
  private final ModelRegistry registry;
  private final Announcer announcer;
  private final Retention retention;
  private final String configuration;
  private final InstantSource clock;
  private final Consumer<Throwable> onFailure;
  private final Semaphore places = new Semaphore(WAITING);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "freshet-publisher"));
  private volatile String lastName;

  /**
   * Starts with nothing to do.
   *
   * @param modelFolder the model that training started from
   * @param announcer closed with this
   * @param configuration digest of the whole configuration
   * @param lastName name of the last version, or the empty string
   * @param onFailure told at once of a failure, in the publisher's thread
   */
  public Publisher(
      Path modelFolder,
      ModelRegistry registry,
      Announcer announcer,
      Retention retention,
      String configuration,
      InstantSource clock,
      String lastName,
      Consumer<Throwable> onFailure) {
    this.modelFolder = modelFolder;
    this.registry = registry;
    this.announcer = announcer;
    this.retention = retention;
    this.configuration = configuration;
    this.clock = clock;
    this.lastName = lastName;
    this.onFailure = onFailure;
  }

  /** Name of the version that was published last, or the empty string. */
  public String lastName() {
    return lastName;
  }

  /**
   * Makes a state a version. Waits while too many wait already.
   *
   * @param facts written into its card; the losses are told with the announcement
   */
  public void publish(TrainerState state, VersionFacts facts) throws InterruptedException {
    enqueue(() -> publishNow(state, facts));
  }

  /**
   * Writes a state to a folder of its own, at once or not at all. A folder that holds the same
   * model already stays as it is.
   *
   * @param facts written into its card
   */
  public void export(TrainerState state, VersionFacts facts, Path result)
      throws InterruptedException {
    enqueue(() -> exportNow(state, facts, result));
  }

  /**
   * Writes the adapter of a state alone, in PEFT's form, to a folder of its own, at once or not at
   * all. A folder that holds the same adapter already stays as it is.
   */
  public void exportAdapter(TrainerState state, Path result) throws InterruptedException {
    enqueue(() -> exportAdapterNow(state, result));
  }

  /**
   * Waits until everything asked for is done.
   *
   * @throws IOException where something failed
   */
  public void await() throws IOException, InterruptedException {
    places.acquire(WAITING);
    places.release(WAITING);
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IOException("a version could not be published", failed);
    }
  }

  /**
   * Stops at once; what was not finished is made up for after the next restore. That it could not
   * be finished is no failure: a job that is stopped would end as failed.
   */
  @Override
  public void close() {
    thread.shutdownNow();
    announcer.close();
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private void enqueue(Work work) throws InterruptedException {
    places.acquire();
    thread.execute(
        () -> {
          try {
            if (failure.get() == null) {
              work.run();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure.compareAndSet(null, e);
          } catch (IOException | RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            if (thread.isShutdown()) {
              LOG.info("closed while a version was being published", e);
            } else {
              onFailure.accept(e);
            }
          } finally {
            places.release();
          }
        });
  }

  private void publishNow(TrainerState state, VersionFacts facts)
      throws IOException, InterruptedException {
    String digest = state.digest(modelFolder);
    VersionCard card = card(state.step(), digest, facts);
    String name = card.name();
    String uri = registry.contains(name) ? registry.uriOf(name) : upload(state, card, digest);
    announcer.announce(
        new ModelVersion.Candidate(
            state.step(), digest, uri, card.parent(), facts.losses(), card.createdAt()));
    lastName = name;
    LOG.info("published version {} at {}", name, uri);
    deleteOld();
  }

  private VersionCard card(long step, String digest, VersionFacts facts) {
    String name = ModelVersion.name(step, digest);
    String parent = lastName.equals(name) ? "" : lastName;
    return new VersionCard(name, step, parent, configuration, clock.millis(), facts);
  }

  /** A failure to delete costs room and nothing else: the next version's turn tries again. */
  private void deleteOld() throws InterruptedException {
    if (!retention.deletes()) {
      return;
    }
    try {
      List<Entry> old = retention.dispensable(registry.entries(), announcer.promotions());
      for (Entry entry : old) {
        registry.delete(entry.name());
        LOG.info("deleted version {}, which the retention has no place for", entry.name());
      }
    } catch (IOException e) {
      LOG.warn("old versions stay in the registry for now", e);
    }
  }

  private String upload(TrainerState state, VersionCard card, String digest) throws IOException {
    String name = card.name();
    Path directory = Files.createTempDirectory("freshet-version-");
    try {
      Path folder = directory.resolve(name);
      String exported = state.export(modelFolder, folder);
      if (!exported.equals(digest)) {
        throw new IOException(
            "version " + name + " was exported with digest " + exported + ", not " + digest);
      }
      card.write(folder);
      return registry.publish(folder, name);
    } finally {
      LocalFolders.delete(directory);
    }
  }

  private void exportNow(TrainerState state, VersionFacts facts, Path result) throws IOException {
    String ours = state.digest(modelFolder);
    if (Files.exists(result)) {
      String there = ModelFolder.read(result).digest();
      if (!there.equals(ours)) {
        throw new IOException(result + " holds another model already: " + there + ", not " + ours);
      }
      return;
    }
    state.export(modelFolder, result);
    card(state.step(), ours, facts).write(result);
    LOG.info("wrote the trained model, step {}, to {}", state.step(), result);
  }

  private void exportAdapterNow(TrainerState state, Path result) throws IOException {
    if (!Files.exists(result)) {
      state.exportAdapter(modelFolder, result);
      LOG.info("wrote the adapter alone, step {}, to {}", state.step(), result);
      return;
    }
    Path directory = Files.createTempDirectory("freshet-adapter-");
    try {
      Path ours = directory.resolve("adapter");
      state.exportAdapter(modelFolder, ours);
      if (!PeftFolder.same(ours, result)) {
        throw new IOException(result + " holds something else already");
      }
    } finally {
      LocalFolders.delete(directory);
    }
  }
}

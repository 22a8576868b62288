/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.model;

import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.connectors.registry.VersionOrder;
import io.freshet.model.EmbeddingModel;
import io.freshet.serving.VersionCache;
import io.freshet.serving.encoding.BatchSettings;
import io.freshet.serving.encoding.FixedVersion;
import io.freshet.serving.live.LiveListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of a process, each loaded once however many subtasks encode by it: a model is large,
 * and texts of all subtasks fill its batches. Thread-safe.
 */
public final class SharedEncoders {
  private static final Logger LOG = LoggerFactory.getLogger(SharedEncoders.class);
  private static final int SHORT_DIGEST = 8;

  /** Flink gives functions of tables nothing that subtasks share but the class itself. */
  private static final Shared<EncoderSpec, Loaded> PROCESS = new Shared<>(SharedEncoders::load);

  /**
   * How long a text waits for those of other subtasks: less than a text takes to be encoded, and
   * only while some subtask has none.
   */
  private static final Duration LINGER = Duration.ofMillis(2);

  /**
   * Tokens of the texts that are taken at once. The model lets them through the network in calls of
   * fewer, those of like lengths together, which saves the more padding the more there are.
   */
  private static final int TAKEN_TOGETHER = 1 << 16;

  /**
   * A model of this process.
   *
   * @param readers how many encode by it
   */
  record Loaded(FixedVersion version, AtomicInteger readers) implements AutoCloseable {
    @Override
    public void close() {
      version.close();
    }
  }

  private SharedEncoders() {}

  /**
   * Encodes by a model, which is loaded where nobody holds it yet.
   *
   * @return for the caller to close
   * @throws IOException where the model cannot be fetched or loaded, or is not what its name says
   * @throws IllegalArgumentException where the model has no such prompt
   */
  public static TextEncoder open(EncoderSpec spec, TextSettings settings) throws IOException {
    Shared.Lease<Loaded> lease = PROCESS.hold(spec);
    try {
      settings.check(lease.value().version().model());
      return new TextEncoder(lease, settings);
    } catch (IllegalArgumentException e) {
      lease.close();
      throw e;
    }
  }

  private static Loaded load(EncoderSpec spec) throws IOException {
    LOG.info("loading {}", spec);
    EmbeddingModel model =
        spec.folder().isEmpty()
            ? loadVersion(spec)
            : EmbeddingModel.load(Path.of(spec.folder()), spec.compute());
    // Functions wait for what they submit, so their number bounds what waits here.
    BatchSettings batches =
        new BatchSettings(Math.max(TAKEN_TOGETHER, spec.batchTokens()), LINGER, Integer.MAX_VALUE);
    AtomicInteger readers = new AtomicInteger();
    return new Loaded(
        FixedVersion.of(model, batches, readers::get, LiveListener.silent()), readers);
  }

  private static EmbeddingModel loadVersion(EncoderSpec spec) throws IOException {
    ModelRegistry registry = new ModelRegistry(spec.registry());
    if (!registry.contains(spec.version())) {
      throw new IOException(
          "there is no version '%s' in the registry at %s; it has %s"
              .formatted(spec.version(), spec.registry(), registry.names()));
    }
    Path folder = VersionCache.ofThisMachine(registry).folder(registry.uriOf(spec.version()));
    EmbeddingModel model = EmbeddingModel.load(folder, spec.compute());
    String digest = model.digest().substring(0, SHORT_DIGEST);
    if (VersionOrder.step(spec.version()).isPresent() && !spec.version().endsWith(digest)) {
      model.close();
      throw new IOException(
          "the folder of version '%s' has the digest %s: it was changed or copied in part"
              .formatted(spec.version(), digest));
    }
    return model;
  }
}

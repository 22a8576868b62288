/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.versions;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the last weights of a bounded training go. Paths are kept as text, so that they travel with
 * the job.
 *
 * @param model the complete model's folder, or the empty string for none
 * @param adapter the folder of the adapter alone, in PEFT's form, or the empty string for none
 */
public record TrainingResult(String model, String adapter) implements Serializable {

  /** Nothing is written at the end. */
  public static final TrainingResult NONE = new TrainingResult("", "");

  /** The complete model alone. */
  public static TrainingResult model(Path folder) {
    return of(Optional.of(folder), Optional.empty());
  }

  /**
   * One of the two, or both.
   *
   * @param model the complete model's folder, into which an adapter is merged
   * @param adapter the folder of the adapter alone
   */
  public static TrainingResult of(Optional<Path> model, Optional<Path> adapter) {
    return new TrainingResult(text(model), text(adapter));
  }

  private static String text(Optional<Path> folder) {
    return folder.map(path -> path.toAbsolutePath().toString()).orElse("");
  }

  /** The folder that names what lies beside it: the model's, else the adapter's. */
  public Path main() {
    return Path.of(model.isEmpty() ? adapter : model);
  }
}

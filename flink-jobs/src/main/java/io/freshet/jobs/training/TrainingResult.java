/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import java.io.Serializable;
import java.nio.file.Path;

/**
 * Where the last weights of a bounded training go. Paths are kept as text, so that they travel with
 * the job.
 *
 * @param model the complete model's folder, or the empty string for none
 * @param adapter the folder of the adapter alone, in PEFT's form, or the empty string for none
 */
public record TrainingResult(String model, String adapter) implements Serializable {

  /** Nothing is written at the end. */
  static final TrainingResult NONE = new TrainingResult("", "");

  /** The complete model, into which an adapter is merged. */
  public static TrainingResult model(Path folder) {
    return new TrainingResult(folder.toAbsolutePath().toString(), "");
  }

  /** The adapter alone, and nothing beside it. */
  public static TrainingResult adapter(Path folder) {
    return new TrainingResult("", folder.toAbsolutePath().toString());
  }

  /** The same with the adapter alone beside it. */
  public TrainingResult withAdapter(Path folder) {
    return new TrainingResult(model, folder.toAbsolutePath().toString());
  }

  /** The folder that names what lies beside it: the model's, else the adapter's. */
  Path main() {
    return Path.of(model.isEmpty() ? adapter : model);
  }
}

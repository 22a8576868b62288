/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.adapter;

import io.freshet.model.folder.ModelFolder;
import java.io.IOException;
import java.nio.file.Path;

/** Makes plain model folders of a base model and an adapter. Stateless. */
public final class MergedModel {
  private MergedModel() {}

  /**
   * Writes a folder whose weights hold the adapter already.
   *
   * @param base the model folder that the adapter was trained beside
   * @param adapter a PEFT folder; where it has modules and settings of sentence-transformers, they
   *     count instead of those of the base
   * @param target must not exist
   * @return the digest of the new folder
   */
  public static String write(Path base, Path adapter, Path target) throws IOException {
    ModelFolder folder = ModelFolder.readBeneath(base, adapter);
    PeftAdapter peft = PeftFolder.read(adapter, folder.architecture());
    return ModelFolder.write(folder, AdaptedLayers.merged(folder.tensors(), peft), target);
  }
}

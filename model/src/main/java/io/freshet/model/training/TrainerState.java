/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** An immutable off-heap copy of everything that a trainer goes on from. */
@SuppressWarnings("DoNotCallSuggester")
public final class TrainerState {
  private TrainerState() {}

  /** Updates that the state has seen. */
  public long step() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The state in pieces of at most a number of bytes, without copying. */
  public List<StateChunk> chunks(int maximumBytes) {
    throw new UnsupportedOperationException("not built yet: " + maximumBytes);
  }

  /**
   * The state from all its pieces, in any order.
   *
   * @throws IllegalArgumentException where pieces are missing or doubled
   */
  public static TrainerState of(List<StateChunk> chunks) {
    throw new UnsupportedOperationException("not built yet: " + chunks.size());
  }

  /** The digest that the exported folder will have. */
  public String digest(Path modelFolder) throws IOException {
    throw new UnsupportedOperationException("not built yet: " + modelFolder);
  }

  /**
   * Writes a complete model folder: the weights of this state, all other files of another folder.
   *
   * @param target must not exist
   * @return the digest of the new folder
   */
  public String export(Path modelFolder, Path target) throws IOException {
    throw new UnsupportedOperationException("not built yet: " + modelFolder + target);
  }
}

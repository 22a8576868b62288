/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.state;

import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.model.training.state.StateChunk;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.DefaultOperatorStateBackend;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;

/** The trainer's weights, moments and counters in a checkpoint that lies in a directory. */
public final class KeptWeights {

  private KeptWeights() {}

  /** The state that the trainer keeps its chunks in. */
  public static ListStateDescriptor<StateChunk> state() {
    return new ListStateDescriptor<>("weights", CodecTypeInformation.of(StateChunkCodec.INSTANCE));
  }

  /**
   * Reads a savepoint, or a checkpoint that was retained.
   *
   * @param location its directory, as Flink names it
   * @param uid of the trainer's operator
   * @throws IOException where it cannot be read, or is none of a training job
   */
  public static List<StateChunk> read(String location, String uid) throws IOException {
    ClassLoader loader = KeptWeights.class.getClassLoader();
    CompletedCheckpointStorageLocation found =
        AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(location);
    try (DataInputStream in = new DataInputStream(found.getMetadataHandle().openInputStream())) {
      for (OperatorState operator :
          Checkpoints.loadCheckpointMetadata(in, loader, found.getExternalPointer())
              .getOperatorStates()) {
        if (operator.getOperatorUid().equals(Optional.of(uid))) {
          return chunks(operator.getState(0), loader);
        }
      }
    }
    throw new IOException(location + " is no checkpoint of a training job");
  }

  private static List<StateChunk> chunks(OperatorSubtaskState state, ClassLoader loader)
      throws IOException {
    List<StateChunk> chunks = new ArrayList<>();
    try (CloseableRegistry closeables = new CloseableRegistry()) {
      DefaultOperatorStateBackend backend =
          new DefaultOperatorStateBackendBuilder(
                  loader, new ExecutionConfig(), false, state.getManagedOperatorState(), closeables)
              .build();
      try {
        backend.getUnionListState(state()).get().forEach(chunks::add);
      } finally {
        backend.dispose();
      }
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the state of the trainer cannot be read", e);
    }
    return chunks;
  }
}

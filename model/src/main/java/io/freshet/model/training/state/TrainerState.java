/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.state;

import io.freshet.model.adapter.AdaptedLayers;
import io.freshet.model.adapter.PeftAdapter;
import io.freshet.model.adapter.PeftFolder;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.VersionMerge;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An off-heap copy of everything that a trainer goes on from: weights, both moments, counters.
 * Immutable and thread-safe.
 */
public final class TrainerState {
  /** The counter that says what the product of an adapter's up and down is multiplied with. */
  public static final String ADAPTER_SCALE = "adapter-scale";

  /** The counter that says how much of the start's weights goes into exported ones. */
  public static final String START_SHARE = "start-share";

  private final StateHeader header;
  private final SegmentedBytes bytes;

  TrainerState(StateHeader header, SegmentedBytes bytes) {
    this.header = header;
    this.bytes = bytes;
  }

  /**
   * The state from all its pieces, in any order; they are not copied.
   *
   * @throws IllegalArgumentException where pieces are missing, doubled or of no training state
   */
  public static TrainerState of(List<StateChunk> chunks) {
    List<StateChunk> sorted = new ArrayList<>(chunks);
    sorted.sort(Comparator.comparingInt(StateChunk::index));
    for (int i = 0; i < sorted.size(); i++) {
      if (sorted.get(i).index() != i || sorted.get(i).count() != sorted.size()) {
        throw new IllegalArgumentException(
            "chunk %d of %d stands at place %d of %d: the training state is not complete"
                .formatted(sorted.get(i).index(), sorted.get(i).count(), i, sorted.size()));
      }
    }
    SegmentedBytes bytes = SegmentedBytes.over(sorted.stream().map(StateChunk::bytes).toList());
    return new TrainerState(StateHeader.decode(bytes.reader()), bytes);
  }

  /** Updates that the state has seen. */
  public long step() {
    return header.steps();
  }

  /**
   * The state in pieces of at most a number of bytes, without copying.
   *
   * @throws IllegalArgumentException on a size below 1
   */
  public List<StateChunk> chunks(int maximumBytes) {
    if (maximumBytes < 1) {
      throw new IllegalArgumentException("chunks of " + maximumBytes + " bytes hold nothing");
    }
    List<ByteBuffer> slices = bytes.slices(maximumBytes);
    List<StateChunk> chunks = new ArrayList<>(slices.size());
    for (int i = 0; i < slices.size(); i++) {
      chunks.add(new StateChunk(i, slices.size(), slices.get(i)));
    }
    return chunks;
  }

  /** The digest that the exported folder will have; reads the other files of the folder. */
  public String digest(Path modelFolder) throws IOException {
    ModelFolder folder = like(modelFolder);
    return folder.digest(allWeights(folder));
  }

  /**
   * Writes a complete model folder: the weights of this state (their averages where it has them,
   * adapters merged; with the share of the start that the settings ask for), all else of the folder
   * that training started from. Where documents were frozen, the new folder has the start's as its
   * document side.
   *
   * @param target must not exist
   * @return the digest of the new folder
   */
  public String export(Path modelFolder, Path target) throws IOException {
    ModelFolder folder = like(modelFolder);
    return ModelFolder.write(folder, allWeights(folder), target);
  }

  private ModelFolder like(Path modelFolder) throws IOException {
    ModelFolder folder = ModelFolder.read(modelFolder);
    return header.documents().isEmpty() ? folder : folder.keepingDocuments();
  }

  /** What the state says of itself. */
  public StateHeader header() {
    return header;
  }

  /** Reads the numbers of the tensors, in the order of the header. */
  public SegmentedBytes.Reader tensors() {
    SegmentedBytes.Reader reader = bytes.reader();
    StateHeader.decode(reader);
    return reader;
  }

  /**
   * Writes the adapter alone, as a folder that PEFT loads beside the model that training started
   * from.
   *
   * @param target must not exist
   * @throws IllegalStateException where no adapter was trained
   */
  public void exportAdapter(Path modelFolder, Path target) throws IOException {
    Map<String, HostTensor> adapter = adapter(weights());
    if (adapter.isEmpty()) {
      throw new IllegalStateException("the training state has no adapter to write");
    }
    PeftFolder.write(
        PeftAdapter.of(exportedScale(), 0, adapter),
        modelFolder.toAbsolutePath().toString(),
        target);
  }

  /** The trained weights, adapters merged, and what else the folder has, which stayed as it was. */
  private Map<String, HostTensor> allWeights(ModelFolder folder) throws IOException {
    Map<String, HostTensor> held = weights();
    Map<String, HostTensor> adapter = adapter(held);
    held.keySet().removeAll(adapter.keySet());
    Map<String, HostTensor> all = new LinkedHashMap<>(folder.tensors());
    double share = startShare();
    held.forEach(
        (name, trained) ->
            all.merge(
                name,
                trained,
                (start, now) -> share == 0 ? now : VersionMerge.mixed(now, start, share)));
    return adapter.isEmpty()
        ? all
        : AdaptedLayers.merged(all, PeftAdapter.of(exportedScale(), 0, adapter));
  }

  private double startShare() {
    return header.counters().getOrDefault(START_SHARE, 0.0);
  }

  /** The start has a product of zero: merging with it scales the product down. */
  private double exportedScale() {
    return (1 - startShare()) * Objects.requireNonNull(header.counters().get(ADAPTER_SCALE));
  }

  private static Map<String, HostTensor> adapter(Map<String, HostTensor> weights) {
    Map<String, HostTensor> adapter = new LinkedHashMap<>(weights);
    adapter.keySet().removeIf(name -> !AdaptedLayers.isAdapter(name));
    return adapter;
  }

  /**
   * The tensors that the state holds: their averages where it has them, else where trainers meet
   * those of the last meeting, else the last values.
   */
  private Map<String, HostTensor> weights() {
    Map<String, HostTensor> weights = new LinkedHashMap<>();
    SegmentedBytes.Reader reader = tensors();
    boolean others = header.averaged() || header.met();
    for (StateHeader.Tensor tensor : header.tensors()) {
      if (others && tensor.trained()) {
        reader.skip(tensor.bytes());
      } else {
        weights.put(tensor.name(), next(reader, tensor));
      }
    }
    if (others) {
      List<StateHeader.Tensor> trained =
          header.tensors().stream().filter(StateHeader.Tensor::trained).toList();
      reader.skip(trained.stream().mapToLong(tensor -> 2L * tensor.bytes() + 4).sum());
      for (StateHeader.Tensor tensor : trained) {
        weights.put(tensor.name(), next(reader, tensor));
      }
    }
    return weights;
  }

  private static HostTensor next(SegmentedBytes.Reader reader, StateHeader.Tensor tensor) {
    return new HostTensor(TensorType.F32, tensor.shape(), reader.next(tensor.bytes()));
  }
}

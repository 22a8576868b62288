/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.state;

import java.nio.ByteBuffer;
import java.util.List;

/** What a state holds of a trained tensor. */
public record StoredTensor(List<Float> weights, List<Float> firstMoment, float steps) {

  /** The tensor of a name. */
  public static StoredTensor of(TrainerState state, String name) {
    SegmentedBytes.Reader reader = state.tensors();
    List<StateHeader.Tensor> all = state.header().tensors();
    List<StateHeader.Tensor> trained = all.stream().filter(StateHeader.Tensor::trained).toList();
    List<StateHeader.Tensor> scalars = trained.stream().map(StateHeader.Tensor::scalar).toList();
    List<Float> weights = find(all, name, reader);
    List<Float> first = find(trained, name, reader);
    find(trained, name, reader);
    return new StoredTensor(weights, first, find(scalars, name, reader).get(0));
  }

  /** Its weights. */
  public float[] values() {
    return array(weights);
  }

  /** Its first moment. */
  public float[] first() {
    return array(firstMoment);
  }

  private static List<Float> find(
      List<StateHeader.Tensor> tensors, String name, SegmentedBytes.Reader reader) {
    List<Float> found = List.of();
    for (StateHeader.Tensor tensor : tensors) {
      ByteBuffer bytes = reader.next(tensor.bytes());
      if (tensor.name().equals(name)) {
        Float[] values = new Float[bytes.remaining() / 4];
        for (int i = 0; i < values.length; i++) {
          values[i] = bytes.getFloat();
        }
        found = List.of(values);
      }
    }
    return found;
  }

  private static float[] array(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }
}

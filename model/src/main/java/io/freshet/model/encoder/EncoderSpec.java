/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import io.freshet.model.device.Program;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.ModelFormatException;
import java.util.List;
import java.util.Map;

/**
 * What a model folder says about its encoder: the program that computes it, the tensors that the
 * program takes, in order, and the numbers that it needs.
 *
 * @param shapes of the tensors by name, in the program's order
 * @param dimension numbers in an embedding
 * @param maximumPositions tokens of a text at most
 * @param vocabulary ids that have an embedding
 * @param integers settings of the program that count or choose
 * @param epsilon of the layer normalisation
 * @param dropout the folder's own rate
 * @param attentionDropout the folder's own rate within the attention
 */
public record EncoderSpec(
    Program program,
    List<Shape> shapes,
    int dimension,
    int maximumPositions,
    int vocabulary,
    Map<String, Long> integers,
    double epsilon,
    double dropout,
    double attentionDropout) {

  /** A tensor's name and the sizes of its dimensions. */
  public record Shape(String name, List<Long> sizes) {
    public Shape {
      sizes = List.copyOf(sizes);
    }
  }

  public EncoderSpec {
    shapes = List.copyOf(shapes);
    integers = Map.copyOf(integers);
  }

  /** Names of the tensors in the program's order. */
  public List<String> names() {
    return shapes.stream().map(Shape::name).toList();
  }

  /**
   * Reads a folder's configuration.
   *
   * @throws ModelFormatException where the architecture is unknown or the configuration unusable
   */
  public static EncoderSpec of(ModelFolder folder) throws ModelFormatException {
    return switch (folder.modelType()) {
      case "bert" -> BertSpec.of(folder);
      default ->
          throw new ModelFormatException(
              "%s: no encoder for model type %s; there is bert"
                  .formatted(folder.path(), folder.modelType()));
    };
  }
}

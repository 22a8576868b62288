/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Merges two versions of a model by their weights (Wortsman et al. 2022): what one of them forgot,
 * the other may still know. Stateless.
 */
public final class VersionMerge {
  private VersionMerge() {}

  /**
   * Writes a folder whose every weight is {@code (1 - share) a + share b}. All else is that of the
   * first, tensors included that no embedding needs and that the second has not. Where one of them
   * has a document side, both must embed documents alike, and the new folder does so too. One
   * tensor after the other is computed and laid down in a file beside the target, so that models
   * larger than the memory can be merged.
   *
   * @param share of the second, from 0 to 1
   * @param target must not exist
   * @return the digest of the new folder
   * @throws ModelFormatException where the two are no versions of one model: of another
   *     architecture, tokenizer, pooling, prompts or the like, or with other tensors
   * @throws IllegalArgumentException where the share is out of bounds
   */
  public static String write(Path a, Path b, double share, Path target) throws IOException {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("the share must be from 0 to 1, not " + share);
    }
    Path absolute = target.toAbsolutePath().normalize();
    if (Files.exists(absolute)) {
      throw new FileAlreadyExistsException(absolute.toString());
    }
    ModelFolder first = ModelFolder.read(a);
    ModelFolder second = ModelFolder.read(b);
    refuseOthers(first, second);
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new IOException(absolute + " cannot be a model folder");
    }
    Files.createDirectories(parent);
    Path scratch = Files.createTempFile(parent, "." + absolute.getFileName(), ".merge");
    try (FileChannel channel =
        FileChannel.open(scratch, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return ModelFolder.write(
          like(first, second), merged(first, second, share, channel), absolute);
    } finally {
      Files.deleteIfExists(scratch);
    }
  }

  private static void refuseOthers(ModelFolder first, ModelFolder second)
      throws ModelFormatException {
    List<String> differences = first.differences(second);
    if (!differences.isEmpty()) {
      throw new ModelFormatException(
          "%s and %s cannot be merged, since they are no versions of one model; they differ in %s"
              .formatted(first.path(), second.path(), String.join(", ", differences)));
    }
  }

  /**
   * Returns {@code (1 - share) a + share b}, in memory outside the Java heap.
   *
   * @throws IllegalArgumentException where the two have not the same shape
   */
  public static HostTensor mixed(HostTensor a, HostTensor b, double share) {
    if (!Arrays.equals(a.shape(), b.shape())) {
      throw new IllegalArgumentException(
          "tensors of the shapes %s and %s cannot be merged"
              .formatted(Arrays.toString(a.shape()), Arrays.toString(b.shape())));
    }
    return HostTensor.ofFloats(a.shape(), mixedFloats(a, b, share));
  }

  private static ModelFolder like(ModelFolder first, ModelFolder second) throws IOException {
    if (first.documentSide().isEmpty() && second.documentSide().isEmpty()) {
      return first;
    }
    if (!first.documentDigest().equals(second.documentDigest())) {
      throw new ModelFormatException(
          "%s and %s cannot be merged: they embed documents otherwise, and one of them keeps its documents as they are"
              .formatted(first.path(), second.path()));
    }
    return first.keepingDocuments();
  }

  private static Map<String, HostTensor> merged(
      ModelFolder first, ModelFolder second, double share, FileChannel channel) throws IOException {
    Map<String, HostTensor> ours = first.tensors();
    Map<String, HostTensor> theirs = second.tensors();
    Map<String, HostTensor> merged = new LinkedHashMap<>();
    NavigableSet<String> names = new TreeSet<>(ours.keySet());
    names.addAll(theirs.keySet());
    for (String name : names) {
      HostTensor tensor = ours.get(name);
      HostTensor other = theirs.get(name);
      if (tensor != null && other != null && fits(tensor, other)) {
        merged.put(name, mixed(channel, tensor, other, share));
      } else if (first.embeds(name)) {
        throw new ModelFormatException(
            "%s and %s cannot be merged: %s is %s in the one and %s in the other"
                .formatted(first.path(), second.path(), name, shown(tensor), shown(other)));
      }
    }
    return merged;
  }

  private static boolean fits(HostTensor tensor, HostTensor other) {
    return Arrays.equals(tensor.shape(), other.shape())
        && tensor.type().floating()
        && other.type().floating();
  }

  private static String shown(@Nullable HostTensor tensor) {
    return tensor == null ? "missing" : tensor.type() + " " + Arrays.toString(tensor.shape());
  }

  private static HostTensor mixed(
      FileChannel channel, HostTensor ours, HostTensor theirs, double share) throws IOException {
    float[] values = mixedFloats(ours, theirs, share);
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    long start = channel.size();
    while (bytes.hasRemaining()) {
      channel.write(bytes, start + bytes.position());
    }
    return new HostTensor(
        TensorType.F32,
        ours.shape(),
        channel.map(FileChannel.MapMode.READ_ONLY, start, bytes.capacity()));
  }

  private static float[] mixedFloats(HostTensor ours, HostTensor theirs, double share) {
    float[] values = ours.toFloats();
    float[] others = theirs.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((1 - share) * values[i] + share * others[i]);
    }
    return values;
  }
}

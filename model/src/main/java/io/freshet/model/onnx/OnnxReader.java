/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.freshet.model.architecture.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the graph out of an ONNX file: of its protocol buffer messages {@code ModelProto}, {@code
 * GraphProto}, {@code NodeProto} and {@code AttributeProto} the fields that an import needs, told
 * by number and wire type; all others are skipped.
 */
final class OnnxReader {
  private static final int VARINT = 0;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private static final int MODEL_GRAPH = 7 << 3 | BYTES;

  private static final int GRAPH_NODE = 1 << 3 | BYTES;
  private static final int GRAPH_INITIALIZER = 5 << 3 | BYTES;

  private static final int NODE_INPUT = 1 << 3 | BYTES;
  private static final int NODE_OUTPUT = 2 << 3 | BYTES;
  private static final int NODE_NAME = 3 << 3 | BYTES;
  private static final int NODE_OPERATOR = 4 << 3 | BYTES;
  private static final int NODE_ATTRIBUTE = 5 << 3 | BYTES;
  private static final int NODE_DOMAIN = 7 << 3 | BYTES;

  private static final int ATTRIBUTE_NAME = 1 << 3 | BYTES;
  private static final int ATTRIBUTE_FLOAT = 2 << 3 | FIXED32;
  private static final int ATTRIBUTE_INT = 3 << 3 | VARINT;
  private static final int ATTRIBUTE_STRING = 4 << 3 | BYTES;
  private static final int ATTRIBUTE_TENSOR = 5 << 3 | BYTES;
  private static final int ATTRIBUTE_INTS = 8 << 3 | VARINT;
  private static final int ATTRIBUTE_PACKED_INTS = 8 << 3 | BYTES;

  private final CodedInputStream in;
  private final OnnxTensorReader tensors;

  private OnnxReader(CodedInputStream in) {
    this.in = in;
    this.tensors = new OnnxTensorReader(in);
  }

  /**
   * Maps a file into memory and reads its graph; the tensors are slices of the map and stay valid
   * when the file is deleted.
   *
   * @throws ModelFormatException if it is no ONNX file, or cut off
   */
  static OnnxGraph read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new ModelFormatException(file + " is larger than 2 GB, which no ONNX file can be");
      }
      ByteBuffer map = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      CodedInputStream in = CodedInputStream.newInstance(map);
      in.enableAliasing(true);
      return new OnnxReader(in)
          .model()
          .orElseThrow(() -> new ModelFormatException(file + " is no ONNX file: it has no graph"));
    } catch (InvalidProtocolBufferException | ArithmeticException e) {
      throw new ModelFormatException(
          file + " is no ONNX file, or it is cut off: " + e.getMessage(), e);
    }
  }

  private Optional<OnnxGraph> model() throws IOException {
    Optional<OnnxGraph> graph = Optional.empty();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == MODEL_GRAPH) {
        graph = Optional.of(graph());
      } else {
        in.skipField(tag);
      }
    }
    return graph;
  }

  private OnnxGraph graph() throws IOException {
    int outer = Messages.begin(in);
    List<OnnxNode> nodes = new ArrayList<>();
    List<OnnxTensor> initializers = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case GRAPH_NODE -> nodes.add(node());
        case GRAPH_INITIALIZER -> initializers.add(tensors.read());
        default -> in.skipField(tag);
      }
    }
    Messages.end(in, outer);
    return new OnnxGraph(nodes, initializers);
  }

  private OnnxNode node() throws IOException {
    int outer = Messages.begin(in);
    String name = "";
    String domain = "";
    String operator = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, OnnxAttribute> attributes = new HashMap<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case NODE_INPUT -> inputs.add(in.readString());
        case NODE_OUTPUT -> outputs.add(in.readString());
        case NODE_NAME -> name = in.readString();
        case NODE_OPERATOR -> operator = in.readString();
        case NODE_DOMAIN -> domain = in.readString();
        case NODE_ATTRIBUTE -> attribute(attributes);
        default -> in.skipField(tag);
      }
    }
    Messages.end(in, outer);
    // The name that ONNX's own operators may go by as well.
    return new OnnxNode(
        name, domain.equals("ai.onnx") ? "" : domain, operator, inputs, outputs, attributes);
  }

  /** Adds an attribute, where it is of a kind that matters. */
  private void attribute(Map<String, OnnxAttribute> attributes) throws IOException {
    int outer = Messages.begin(in);
    String name = "";
    Optional<OnnxAttribute> value = Optional.empty();
    List<Long> wholes = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case ATTRIBUTE_NAME -> name = in.readString();
        case ATTRIBUTE_FLOAT -> value = Optional.of(new OnnxAttribute.Real(in.readFloat()));
        case ATTRIBUTE_INT -> value = Optional.of(new OnnxAttribute.Whole(in.readInt64()));
        case ATTRIBUTE_STRING -> value = Optional.of(new OnnxAttribute.Text(in.readString()));
        case ATTRIBUTE_TENSOR -> value = Optional.of(new OnnxAttribute.Tensor(tensors.read()));
        case ATTRIBUTE_INTS -> wholes.add(in.readInt64());
        case ATTRIBUTE_PACKED_INTS -> Messages.packed(in, wholes);
        default -> in.skipField(tag);
      }
    }
    Messages.end(in, outer);
    attributes.put(name, value.orElseGet(() -> new OnnxAttribute.Wholes(wholes)));
  }
}

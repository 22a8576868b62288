/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes ONNX files for tests, field by field. */
final class OnnxWriter {
  private OnnxWriter() {}

  /** Writes fields of a message. */
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  /** A tensor as a file may hold it. */
  @SuppressWarnings("ArrayRecordComponent")
  record Tensor(int type, List<Long> sizes, byte[] data, Form form) {
    static Tensor of(float[] values, long... sizes) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      return new Tensor(1, list(sizes), bytes.array(), Form.RAW);
    }

    static Tensor of(long... values) {
      ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asLongBuffer().put(values);
      return new Tensor(7, List.of((long) values.length), bytes.array(), Form.RAW);
    }

    Tensor as(Form other) {
      return new Tensor(type, sizes, data, other);
    }

    Tensor as(int otherType) {
      return new Tensor(otherType, sizes, data, form);
    }

    private static List<Long> list(long[] sizes) {
      return Arrays.stream(sizes).boxed().toList();
    }
  }

  /** Where the numbers of a tensor stand. */
  enum Form {
    RAW,
    PACKED,
    ONE_BY_ONE,
    EXTERNAL
  }

  /** A node; attributes are long, float, String, long[] or Tensor. */
  record Node(
      String operator,
      String name,
      List<String> inputs,
      List<String> outputs,
      Map<String, Object> attributes,
      String domain) {
    Node(String operator, String name, List<String> inputs, String output) {
      this(operator, name, inputs, List.of(output), Map.of(), "");
    }

    Node with(String attribute, Object value) {
      return new Node(operator, name, inputs, outputs, Map.of(attribute, value), domain);
    }
  }

  static byte[] model(List<Node> nodes, Map<String, Tensor> initializers) throws IOException {
    byte[] graph =
        message(
            out -> {
              for (Node node : nodes) {
                out.writeByteArray(1, node(node));
              }
              out.writeString(2, "main_graph");
              for (Map.Entry<String, Tensor> entry : initializers.entrySet()) {
                out.writeByteArray(5, tensor(entry.getKey(), entry.getValue()));
              }
              out.writeByteArray(11, message(input -> input.writeString(1, "input_ids")));
            });
    return message(
        out -> {
          out.writeInt64(1, 8);
          out.writeString(2, "a test");
          out.writeByteArray(7, graph);
          out.writeByteArray(8, message(opset -> opset.writeInt64(2, 17)));
        });
  }

  private static byte[] node(Node node) throws IOException {
    return message(
        out -> {
          for (String input : node.inputs()) {
            out.writeString(1, input);
          }
          for (String output : node.outputs()) {
            out.writeString(2, output);
          }
          out.writeString(3, node.name());
          out.writeString(4, node.operator());
          for (Map.Entry<String, Object> attribute : node.attributes().entrySet()) {
            out.writeByteArray(5, attribute(attribute.getKey(), attribute.getValue()));
          }
          out.writeString(7, node.domain());
        });
  }

  private static byte[] attribute(String name, Object value) throws IOException {
    return message(
        out -> {
          out.writeString(1, name);
          if (value instanceof Float number) {
            out.writeFloat(2, number);
          } else if (value instanceof Long number) {
            out.writeInt64(3, number);
          } else if (value instanceof String text) {
            out.writeString(4, text);
          } else if (value instanceof Tensor tensor) {
            out.writeByteArray(5, tensor("", tensor));
          } else if (value instanceof long[] numbers) {
            for (long number : numbers) {
              out.writeInt64(8, number);
            }
          }
        });
  }

  private static byte[] tensor(String name, Tensor tensor) throws IOException {
    ByteBuffer data = ByteBuffer.wrap(tensor.data()).order(ByteOrder.LITTLE_ENDIAN);
    return message(
        out -> {
          for (long size : tensor.sizes()) {
            out.writeInt64(1, size);
          }
          out.writeInt32(2, tensor.type());
          switch (tensor.form()) {
            case RAW -> out.writeByteArray(9, tensor.data());
            case PACKED -> {
              if (tensor.type() == 1) {
                out.writeByteArray(4, tensor.data());
              } else {
                out.writeByteArray(
                    7,
                    message(
                        numbers -> {
                          while (data.hasRemaining()) {
                            numbers.writeInt64NoTag(data.getLong());
                          }
                        }));
              }
            }
            case ONE_BY_ONE -> {
              while (data.hasRemaining()) {
                if (tensor.type() == 1) {
                  out.writeFloat(4, data.getFloat());
                } else {
                  out.writeInt64(7, data.getLong());
                }
              }
            }
            case EXTERNAL -> out.writeEnum(14, 1);
          }
          out.writeString(8, name);
        });
  }

  private static byte[] message(Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    fields.write(out);
    out.flush();
    return bytes.toByteArray();
  }
}

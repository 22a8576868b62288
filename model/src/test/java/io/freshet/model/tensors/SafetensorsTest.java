/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.model.Fixtures;
import io.freshet.model.architecture.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir Path directory;

  @Test
  void writesWhatItRead() throws IOException {
    Map<String, HostTensor> read =
        Safetensors.read(Fixtures.path("encoders/bert/expected.safetensors"));
    Path copy = directory.resolve("copy.safetensors");

    Safetensors.write(copy, read, Map.of("format", "pt"));

    Map<String, HostTensor> again = Safetensors.read(copy);
    assertThat(again.keySet()).isEqualTo(read.keySet());
    read.forEach(
        (name, tensor) -> {
          assertThat(again.get(name).type()).isEqualTo(tensor.type());
          assertThat(again.get(name).shape()).isEqualTo(tensor.shape());
          assertThat(again.get(name).data()).isEqualTo(tensor.data());
        });
    assertThat(read.get("input_ids").type()).isEqualTo(TensorType.I64);
    assertThat(read.get("pooled_mean").toFloats()).hasSize(8 * 32);
  }

  @Test
  void equalTensorsGiveEqualBytesInAnyOrderAndAlignedData() throws IOException {
    HostTensor first = HostTensor.ofFloats(new long[] {3}, new float[] {1, 2, 3});
    HostTensor second = HostTensor.ofFloats(new long[0], new float[] {4});
    Map<String, HostTensor> forth = new LinkedHashMap<>();
    forth.put("first", first);
    forth.put("second", second);
    Map<String, HostTensor> back = new LinkedHashMap<>();
    back.put("second", second);
    back.put("first", first);

    Safetensors.write(directory.resolve("a"), forth, Map.of());
    Safetensors.write(directory.resolve("b"), back, Map.of());

    byte[] bytes = Files.readAllBytes(directory.resolve("a"));
    assertThat(bytes).isEqualTo(Files.readAllBytes(directory.resolve("b")));
    assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8).isZero();
    assertThat(Safetensors.read(directory.resolve("a")).get("second").toFloats())
        .containsExactly(4f);
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void widensHalfAndBrainFloats() {
    assertThat(tensor(TensorType.F16, 0x3c00, 0xc000, 0x0001, 0x7c00, 0x3555).toFloats())
        .containsExactly(1f, -2f, 0x1p-24f, Float.POSITIVE_INFINITY, 0.33325195f);
    assertThat(tensor(TensorType.F16, 0x7e00).toFloats()[0]).isNaN();
    assertThat(tensor(TensorType.BF16, 0x3f80, 0xc049).toFloats()).containsExactly(1f, -3.140625f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}|tensor a of type F32 and shape [2] needs 8 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|tensor a begins at byte 4 of the data, expected 0",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|describes 4 bytes of data, the file holds 8",
        "{\"a\":{\"dtype\":\"Q4\",\"shape\":[2],\"data_offsets\":[0,8]}}|data type 'Q4', which is not supported",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|has the shape [-2]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}}|has the shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|Duplicate field 'a'",
        "{\"a\":|header is not JSON",
        "[1]|header is not a JSON object",
      })
  void refusesDamagedHeaders(String header, String message) throws IOException {
    Path file = directory.resolve("damaged.safetensors");
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(json.length).put(json).array());

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("damaged.safetensors")
        .hasMessageContaining(message);
  }

  @Test
  void refusesFilesThatAreSomethingElse() throws IOException {
    Path file = directory.resolve("other");
    Files.write(file, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> Safetensors.read(file)).hasMessageContaining("too short");
    Files.write(file, "PK archive or whatever".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Safetensors.read(file)).hasMessageContaining("not a safetensors file");
  }

  @Test
  void tensorsKeepTheirSize() {
    assertThatThrownBy(() -> new HostTensor(TensorType.F32, new long[] {2}, ByteBuffer.allocate(4)))
        .hasMessageContaining("has 8 bytes, not 4");
  }

  private static HostTensor tensor(TensorType type, int... bits) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int each : bits) {
      bytes.putShort((short) each);
    }
    return new HostTensor(type, new long[] {bits.length}, bytes.flip());
  }
}

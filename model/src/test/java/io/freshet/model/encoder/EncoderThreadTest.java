/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.freshet.model.ComputeOptions;
import io.freshet.model.Fixtures;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import io.freshet.model.text.TokenBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EncoderThreadTest {
  private ComputeDevice device;
  private Encoder encoder;
  private NDList weights;
  private TokenBatch batch;

  @BeforeEach
  void open() throws IOException {
    Path path = Fixtures.path("encoders/bert");
    ModelFolder folder = ModelFolder.read(path);
    device = ComputeDevice.open(ComputeOptions.cpu(1));
    encoder = Encoder.of(folder, device);
    weights =
        new WeightLoader(DevicePrograms.load(Program.COMMON, device))
            .load(device.memory(), folder.architecture(), folder.tensors());
    Map<String, HostTensor> expected = Safetensors.read(path.resolve("expected.safetensors"));
    HostTensor ids = expected.get("input_ids");
    int rows = (int) ids.shape()[0];
    int length = (int) ids.shape()[1];
    batch = new TokenBatch(longs(ids), longs(expected.get("attention_mask")), rows, length);
  }

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void freshThreadGivesTheSameBits() throws InterruptedException, ExecutionException {
    float[] here = lastHiddenState();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      assertThat(thread.submit(this::lastHiddenState).get()).isEqualTo(here);
    } finally {
      thread.shutdown();
    }
  }

  private float[] lastHiddenState() {
    try (NDManager scope = device.memory().newSubManager()) {
      return encoder.lastHiddenState(scope, weights, batch).toFloatArray();
    }
  }

  private static long[] longs(HostTensor tensor) {
    long[] values = new long[tensor.elements()];
    tensor.data().asLongBuffer().get(values);
    return values;
  }
}

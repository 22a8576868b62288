/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import io.freshet.model.tensors.TensorType;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loading a model takes its size once: no copy stands beside the one that libtorch holds. */
class LoadingMemoryTest {
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(4 * 2048 * 512);

  @TempDir Path directory;

  @BeforeAll
  static void takeWhatTheEngineTakesForItself() throws IOException {
    load(Fixtures.path("encoders/bert")).close();
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16"})
  void noSecondCopyStandsAnywhere(TensorType type) throws IOException {
    Path folder = folder(type);
    long size =
        ModelFolder.read(folder).network().stream().mapToLong(s -> 4 * product(s.sizes())).sum();
    assertThat(size).isGreaterThan(100_000_000);
    long direct = directBytes();
    long heap = allocatedBytes();
    long resident = residentBytes();
    try (EmbeddingModel model = load(folder)) {
      assertThat(model.dimension()).isEqualTo(512);
      // Direct memory is given back by the garbage collector only, so that nothing hides here.
      assertThat(directBytes() - direct).isLessThan(size / 10);
      assertThat(allocatedBytes() - heap).isLessThan(size / 2);
      assertThat(residentBytes() - resident).isLessThan(size * 3 / 2);
    }
  }

  @Test
  void anEncoderInNarrowTypesTakesHalf() throws IOException {
    Path folder = folder(TensorType.BF16);
    long size =
        ModelFolder.read(folder).network().stream().mapToLong(s -> 4 * product(s.sizes())).sum();
    List<EmbeddingModel> wide = new ArrayList<>();
    try {
      // What earlier models freed stays with the process, and would hide what the next one takes.
      long taken = 0;
      while (taken < size * 9 / 10) {
        assertThat(wide).as("models until one takes its size").hasSizeLessThan(5);
        long before = residentBytes();
        wide.add(load(folder));
        taken = residentBytes() - before;
      }
      long before = residentBytes();
      ComputeOptions narrow = ComputeOptions.cpu(1).withPrecision(Precision.BFLOAT16);
      try (EmbeddingModel model = EmbeddingModel.load(folder, narrow)) {
        assertThat(model.dimension()).isEqualTo(512);
        assertThat(residentBytes() - before).isLessThan(size * 2 / 3);
      }
    } finally {
      wide.forEach(EmbeddingModel::close);
    }
  }

  /** A BERT of 8 layers and width 512, all zeros. */
  private Path folder(TensorType type) throws IOException {
    Path folder = Fixtures.copy("encoders/bert", directory.resolve("model"));
    Files.delete(folder.resolve("modules.json"));
    Files.delete(folder.resolve("1_Pooling/config.json"));
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode config = (ObjectNode) mapper.readTree(folder.resolve("config.json").toFile());
    config.put("hidden_size", 512).put("intermediate_size", 2048).put("num_hidden_layers", 8);
    mapper.writeValue(folder.resolve("config.json").toFile(), config);
    Map<String, HostTensor> tensors = new HashMap<>();
    for (TensorSpec spec : ModelFolder.read(folder).network()) {
      long[] shape = spec.sizes().stream().mapToLong(Long::longValue).toArray();
      int bytes = Math.toIntExact(product(spec.sizes()) * type.bytes());
      tensors.put(spec.name(), new HostTensor(type, shape, ZEROS.slice(0, bytes)));
    }
    Safetensors.write(folder.resolve("model.safetensors"), tensors, Map.of());
    return folder;
  }

  private static EmbeddingModel load(Path folder) throws IOException {
    return EmbeddingModel.load(folder, ComputeOptions.cpu(1).withPrecision(Precision.FLOAT32));
  }

  private static long product(List<Long> sizes) {
    return sizes.stream().reduce(1L, Math::multiplyExact);
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getTotalCapacity)
        .sum();
  }

  private static long allocatedBytes() {
    return ManagementFactory.getPlatformMXBean(ThreadMXBean.class)
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  /**
   * Resident memory that no file backs: mapped weights, which the system may drop, do not count.
   */
  private static long residentBytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
              .filter(line -> line.startsWith("RssAnon:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum()
          * 1024;
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.ComputeOptions;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissingLibtorchTest {
  @TempDir Path cache;

  /** Opens a device and prints what comes of it. */
  static final class Opening {
    private Opening() {}

    public static void main(String[] arguments) {
      try {
        ComputeDevice.open(ComputeOptions.cpu(1)).close();
        System.out.println("opened");
      } catch (DeviceUnavailableException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void saysWhatIsMissingAndWhatToDo() throws IOException {
    String path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("pytorch-native"))
            .collect(Collectors.joining(File.pathSeparator));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            path,
            Opening.class.getName());
    builder.environment().put("DJL_CACHE_DIR", cache.toString());
    builder.environment().remove("PYTORCH_LIBRARY_PATH");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(output)
        .contains("libtorch cannot be loaded", "pytorch-native-cpu", "PYTORCH_LIBRARY_PATH");
  }
}

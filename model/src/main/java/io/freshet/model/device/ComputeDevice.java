/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import io.freshet.model.ComputeOptions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A device of libtorch and the memory that one owner has on it. Thread-safe, except that closing
 * frees everything made in it.
 */
public final class ComputeDevice implements AutoCloseable {
  private static final String ENGINE = "PyTorch";
  private static final String OFFLINE = "ai.djl.offline";

  private final PtNDManager memory;
  private final int threads;
  private final Map<String, String> fingerprint;

  private ComputeDevice(PtNDManager memory, int threads, Map<String, String> fingerprint) {
    this.memory = memory;
    this.threads = threads;
    this.fingerprint = fingerprint;
  }

  /**
   * Opens a device.
   *
   * @throws DeviceUnavailableException where libtorch or the device is missing
   * @throws IllegalArgumentException on a name that no device has
   */
  public static ComputeDevice open(ComputeOptions options) {
    Engine engine = engine();
    Device device = device(options.device(), engine);
    PtNDManager memory = (PtNDManager) NDManager.newBaseManager(device, ENGINE);
    return new ComputeDevice(
        memory, options.threads(), fingerprint(device, options.threads(), engine.getVersion()));
  }

  /** Owns arrays until the device is closed; make scopes of it for shorter lives. */
  public NDManager memory() {
    return memory;
  }

  /** Arrays that live until the device is closed. */
  public int arrays() {
    return memory.getManagedArrays().size();
  }

  /** Intra-op threads of every call. */
  public int threads() {
    return threads;
  }

  /** What decides the last bits of results here, beyond the program and its inputs. */
  public Map<String, String> fingerprint() {
    return fingerprint;
  }

  /** Frees all arrays and programs of this owner. */
  @Override
  public void close() {
    memory.close();
  }

  private static Engine engine() {
    NativeMemory.keep();
    if (System.getProperty(OFFLINE) == null && System.getenv("DJL_OFFLINE") == null) {
      // Without this the engine fetches a libtorch of its own choice where it finds none.
      System.setProperty(OFFLINE, "true");
    }
    try {
      return Engine.getEngine(ENGINE);
    } catch (RuntimeException | LinkageError e) {
      throw new DeviceUnavailableException(
          "libtorch cannot be loaded on %s %s. Put pytorch-native-cpu for this platform on the class path, or name a folder with exactly the libtorch that the engine was built for in PYTORCH_LIBRARY_PATH (with PYTORCH_VERSION and PYTORCH_FLAVOR)."
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
          e);
    }
  }

  private static Map<String, String> fingerprint(Device device, int threads, String version) {
    Map<String, String> result = new TreeMap<>();
    result.put("device", device.toString());
    result.put("libtorch", version);
    result.put("processor", Processor.name());
    result.put("threads", Integer.toString(threads));
    for (String variable :
        List.of("OMP_DYNAMIC", "MKL_DYNAMIC", "MKL_CBWR", "ATEN_CPU_CAPABILITY")) {
      result.put(variable, Objects.requireNonNullElse(System.getenv(variable), ""));
    }
    return Map.copyOf(result);
  }

  private static Device device(String name, Engine engine) {
    String wanted = name.toLowerCase(Locale.ROOT);
    if (wanted.equals("auto")) {
      return engine.getGpuCount() > 0 ? Device.gpu(0) : Device.cpu();
    }
    if (wanted.equals("cpu")) {
      return Device.cpu();
    }
    if (!wanted.matches("cuda(:\\d{1,3})?")) {
      throw new IllegalArgumentException(
          "no device is called " + name + "; there are auto, cpu, cuda and cuda:n");
    }
    int index = wanted.equals("cuda") ? 0 : Integer.parseInt(wanted.substring(5));
    if (index >= engine.getGpuCount()) {
      throw new DeviceUnavailableException(
          "device %s is not there: libtorch sees %d CUDA devices"
              .formatted(name, engine.getGpuCount()));
    }
    return Device.gpu(index);
  }
}

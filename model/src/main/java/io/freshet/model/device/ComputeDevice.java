/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import io.freshet.model.ComputeOptions;
import io.freshet.model.Precision;
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
  private final Precision precision;
  private final Map<String, String> fingerprint;
  private final CallGate calls;

  private ComputeDevice(
      PtNDManager memory,
      int threads,
      Precision precision,
      Map<String, String> fingerprint,
      CallGate calls) {
    this.memory = memory;
    this.threads = threads;
    this.precision = precision;
    this.fingerprint = fingerprint;
    this.calls = calls;
  }

  /**
   * Opens a device.
   *
   * @throws DeviceUnavailableException where libtorch or the device is missing
   * @throws IllegalArgumentException on a name that no device has
   */
  public static ComputeDevice open(ComputeOptions options) {
    return open(options, 0);
  }

  /**
   * Opens a device for one of several replicas: the CUDA devices from the chosen one on, or the
   * processor again.
   *
   * @param replica counted from 0
   * @throws DeviceUnavailableException where libtorch or the device is missing
   * @throws IllegalArgumentException on a name that no device has
   */
  public static ComputeDevice open(ComputeOptions options, int replica) {
    return open(options, replica, () -> {});
  }

  /**
   * The same for a process that still computes while it ends.
   *
   * @param beforeTheEnd returns when it does no more; called when the process ends, before calls
   *     are kept back
   */
  public static ComputeDevice open(ComputeOptions options, int replica, Runnable beforeTheEnd) {
    Engine engine = engine();
    Device device = device(options.device(), replica, engine);
    Precision precision =
        options.precision() != Precision.AUTO
            ? options.precision()
            : device.isGpu() ? Precision.BFLOAT16 : Precision.FLOAT32;
    int threads =
        options.threads() == 0 ? Runtime.getRuntime().availableProcessors() : options.threads();
    CallGate calls = CallGate.open(beforeTheEnd);
    return new ComputeDevice(
        (PtNDManager) NDManager.newBaseManager(device, ENGINE),
        threads,
        precision,
        fingerprint(device, threads, precision, engine.getVersion()),
        calls);
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

  /** The same, whose calls compute on the calling thread alone. */
  ComputeDevice singleThreaded() {
    return new ComputeDevice(memory, 1, precision, fingerprint, calls);
  }

  /** Whether this is the machine's processor. */
  public boolean isProcessor() {
    return !memory.getDevice().isGpu();
  }

  /** What networks compute in here; never {@link Precision#AUTO}. */
  public Precision precision() {
    return precision;
  }

  /** What decides the last bits of results here, beyond the program and its inputs. */
  public Map<String, String> fingerprint() {
    return fingerprint;
  }

  /** What every call of a program passes. */
  CallGate calls() {
    return calls;
  }

  /** Frees all arrays and programs of this owner. */
  @Override
  public void close() {
    memory.close();
    calls.close();
  }

  /**
   * Whether the options name the machine's processor.
   *
   * @throws DeviceUnavailableException where libtorch or the device is missing
   * @throws IllegalArgumentException on a name that no device has
   */
  public static boolean onProcessor(ComputeOptions options) {
    return !device(options.device(), 0, engine()).isGpu();
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

  private static Map<String, String> fingerprint(
      Device device, int threads, Precision precision, String version) {
    Map<String, String> result = new TreeMap<>();
    result.put("device", device.toString());
    result.put("libtorch", version);
    result.put("precision", precision.name());
    result.put("processor", Processor.name());
    result.put("threads", Integer.toString(threads));
    for (String variable :
        List.of("OMP_DYNAMIC", "MKL_DYNAMIC", "MKL_CBWR", "ATEN_CPU_CAPABILITY")) {
      result.put(variable, Objects.requireNonNullElse(System.getenv(variable), ""));
    }
    return Map.copyOf(result);
  }

  private static Device device(String name, int replica, Engine engine) {
    String wanted = name.toLowerCase(Locale.ROOT);
    if (!wanted.matches("auto|cpu|cuda(:\\d{1,3})?")) {
      throw new IllegalArgumentException(
          "no device is called " + name + "; there are auto, cpu, cuda and cuda:n");
    }
    int count = engine.getGpuCount();
    if (wanted.equals("cpu") || (wanted.equals("auto") && count == 0)) {
      return Device.cpu();
    }
    int first = wanted.startsWith("cuda:") ? Integer.parseInt(wanted.substring(5)) : 0;
    if (first + replica >= count) {
      throw new DeviceUnavailableException(
          "device cuda:%d is not there: libtorch %s sees %d CUDA devices. CUDA needs a libtorch that was built for it (docs/devices.md) and the GPU's driver; 'cpu' always works."
              .formatted(first + replica, engine.getVersion(), count));
    }
    return Device.gpu(first + replica);
  }
}

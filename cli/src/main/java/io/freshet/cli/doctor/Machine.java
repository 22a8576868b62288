/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.freshet.cli.settings.NamedPlaces;
import io.freshet.model.ComputeOptions;
import io.freshet.model.device.BfloatUnits;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DeviceUnavailableException;
import io.freshet.model.device.Processor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What this machine has. Stateless. */
final class Machine {
  private static final long GIB = 1L << 30;
  private static final int TRIED_JAVA = 17;
  private static final int FIRST_PORT = 8081;
  private static final int LAST_PORT = 8099;

  private Machine() {}

  /** Everything that can be told without a configuration. */
  static List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(java(Runtime.version().feature()));
    findings.add(memory());
    findings.add(disk("disk of " + temporary(), temporary()));
    findings.add(ports());
    findings.add(processor(Processor.flags()));
    findings.addAll(libtorch());
    return findings;
  }

  static Finding java(int feature) {
    return feature == TRIED_JAVA
        ? Finding.ok("Java", Runtime.version().toString())
        : Finding.warn(
            "Java",
            "version " + feature,
            "Freshet is built and tested with 17; set JAVA_HOME to a JDK 17 if something fails");
  }

  private static Finding memory() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return Finding.atLeast(
        system.getTotalMemorySize(),
        6 * GIB,
        3 * GIB,
        "memory",
        "%s in all, heap of this process at most %s"
            .formatted(gib(system.getTotalMemorySize()), gib(Runtime.getRuntime().maxMemory())),
        "all of 'freshet local' on one machine takes some 6 GiB; training files alone 3 GiB");
  }

  /** Room on the disk of a directory that need not exist yet. */
  static Finding disk(String subject, Path directory) {
    try {
      long free = Files.getFileStore(NamedPlaces.existing(directory)).getUsableSpace();
      return room(subject, free, gib(free) + " free");
    } catch (IOException e) {
      return Finding.warn(subject, "not to be told: " + e.getMessage(), "look with df");
    }
  }

  /** By the free bytes of a disk alone. */
  static Finding room(String subject, long free, String seen) {
    return Finding.atLeast(
        free,
        10 * GIB,
        GIB,
        subject,
        seen,
        "versions, checkpoints and indices grow; 'freshet sizing' computes how much they take");
  }

  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
  }

  private static Finding ports() {
    String subject = "ports %d to %d".formatted(FIRST_PORT, LAST_PORT);
    return IntStream.rangeClosed(FIRST_PORT, LAST_PORT).anyMatch(Machine::isFree)
        ? Finding.ok(subject, "one is free for the Flink of 'freshet local'")
        : Finding.fail(
            subject,
            "all are taken",
            "'freshet local' and 'freshet train' need one; end what listens there");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  static Finding processor(Set<String> flags) {
    List<String> seen =
        Stream.of("avx2", "avx512f", "avx512_bf16", "amx_bf16").filter(flags::contains).toList();
    String told =
        "%s, %d threads, %s; bfloat16 units: %s"
            .formatted(
                Processor.name(),
                Runtime.getRuntime().availableProcessors(),
                seen.isEmpty() ? "no AVX2" : String.join(" ", seen),
                BfloatUnits.here().name().toLowerCase(Locale.ROOT));
    return flags.contains("avx2")
        ? Finding.ok("processor", told)
        : Finding.warn(
            "processor", told, "without AVX2 training and encoding are several times slower");
  }

  private static List<Finding> libtorch() {
    try (ComputeDevice device = ComputeDevice.open(new ComputeOptions("auto", 1, 1))) {
      boolean gpu = device.fingerprint().values().stream().anyMatch(v -> v.startsWith("cuda"));
      return List.of(
          Finding.ok("libtorch", "loads: " + device.fingerprint()),
          gpu
              ? Finding.ok("GPU", "found")
              : Finding.ok("GPU", "none is used; see docs/devices.md to use one"));
    } catch (DeviceUnavailableException e) {
      return List.of(
          Finding.fail(
              "libtorch",
              String.valueOf(e.getMessage()),
              "Linux on x86-64 with glibc is needed; the native library comes with the command"));
    }
  }

  /** Bytes, for people. */
  static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
  }
}

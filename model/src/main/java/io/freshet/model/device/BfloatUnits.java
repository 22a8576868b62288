/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a processor has for products in bfloat16 that libtorch may use. */
public enum BfloatUnits {
  /** Nothing: products in bfloat16 are made of others, and slow. */
  NONE,
  /** AVX512-BF16: two products a lane where float32 has one. */
  VECTORS,
  /** AMX-BF16: products of whole tiles. */
  TILES;

  private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

  /** What this machine has, within the limits that the environment sets libtorch. */
  public static BfloatUnits here() {
    if (!Files.isReadable(DESCRIPTION)) {
      return NONE;
    }
    try {
      return of(Files.readString(DESCRIPTION, StandardCharsets.ISO_8859_1), System.getenv());
    } catch (IOException e) {
      // Without a description float32 is right on every processor.
      return NONE;
    }
  }

  /**
   * What a description of processors names.
   *
   * @param description as Linux gives it in {@code /proc/cpuinfo}
   * @param environment whose {@code ATEN_CPU_CAPABILITY} limits libtorch's own loops, and whose
   *     {@code ONEDNN_MAX_CPU_ISA} limits the library of its products
   */
  static BfloatUnits of(String description, Map<String, String> environment) {
    String loops = environment.getOrDefault("ATEN_CPU_CAPABILITY", "").toLowerCase(Locale.ROOT);
    if (!loops.isEmpty() && !loops.equals("avx512")) {
      return NONE;
    }
    BfloatUnits allowed =
        allowed(
            Optional.ofNullable(environment.get("ONEDNN_MAX_CPU_ISA"))
                .or(() -> Optional.ofNullable(environment.get("DNNL_MAX_CPU_ISA")))
                .orElse(""));
    Set<String> flags = Processor.flags(description);
    if (flags.contains("amx_bf16") && flags.contains("amx_tile") && allowed == TILES) {
      return TILES;
    }
    return flags.contains("avx512_bf16") && allowed != NONE ? VECTORS : NONE;
  }

  /** What a limit on instruction sets leaves. */
  private static BfloatUnits allowed(String limit) {
    String name = limit.toUpperCase(Locale.ROOT);
    if (name.isEmpty() || name.equals("ALL") || name.equals("DEFAULT") || name.contains("AMX")) {
      return TILES;
    }
    boolean vectors =
        name.equals("AVX512_CORE_BF16")
            || name.equals("AVX512_CORE_FP16")
            || name.equals("AVX10_1_512");
    return vectors ? VECTORS : NONE;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.doctor;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A limit of OpenSearch on how full the disk of a node may be, as its setting words it: {@code 85%}
 * or {@code 0.85} of the disk used, or {@code 50gb} left free.
 *
 * @param setting the text of the setting, for people
 * @param share the largest used share of a disk, 0 to 1; 1 where the setting is a size
 * @param free the least free bytes; 0 where the setting is a share
 */
record DiskWatermark(String setting, double share, long free) {

  /** OpenSearch's units of sizes, each 1,024 of the one before. */
  private static final Map<String, Integer> POWERS =
      new TreeMap<>(Map.of("b", 0, "kb", 1, "mb", 2, "gb", 3, "tb", 4, "pb", 5));

  /**
   * @param setting the value of {@code cluster.routing.allocation.disk.watermark.*}
   * @throws IllegalArgumentException if it is none of the three forms
   */
  static DiskWatermark of(String setting) {
    String text = setting.strip().toLowerCase(Locale.ROOT);
    int digits = 0;
    while (digits < text.length() && "0123456789.".indexOf(text.charAt(digits)) >= 0) {
      digits++;
    }
    String unit = text.substring(digits).strip();
    try {
      double number = Double.parseDouble(text.substring(0, digits));
      if (unit.isEmpty() || unit.equals("%")) {
        return new DiskWatermark(setting, unit.isEmpty() ? number : number / 100, 0);
      }
      Integer power = POWERS.get(unit);
      if (power != null) {
        return new DiskWatermark(setting, 1, (long) (number * Math.pow(1024, power)));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("no watermark of a disk: " + setting, e);
    }
    throw new IllegalArgumentException("no watermark of a disk: " + setting);
  }

  /** Whether a disk of so many bytes, of which so many can still be written, is beyond it. */
  boolean exceeded(long total, long available) {
    return available < free || total - available > share * total;
  }
}

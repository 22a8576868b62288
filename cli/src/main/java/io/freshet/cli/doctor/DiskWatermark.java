/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.doctor;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A limit of OpenSearch on how full the disk of a node may be, as its setting words it: {@code 85%}
 * or {@code 0.85} of the disk used, or {@code 50gb} left free.
 *
 * @param setting the text of the setting, for people
 * @param share the largest used share of a disk, 0 to 1; 1 where the setting is a size
 * @param free the least free bytes; 0 where the setting is a share
 */
record DiskWatermark(String setting, double share, long free) {

  private static final Pattern FORM =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(%|b|[kmgtp]b?)?", Pattern.CASE_INSENSITIVE);

  /** First letters of OpenSearch's units of sizes, each 1,024 of the one before. */
  private static final String UNITS = "bkmgtp";

  /**
   * @param setting the value of {@code cluster.routing.allocation.disk.watermark.*}
   * @throws IllegalArgumentException if it is none of the three forms
   */
  static DiskWatermark of(String setting) {
    Matcher matcher = FORM.matcher(setting);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no watermark of a disk: " + setting);
    }
    double number = Double.parseDouble(matcher.group(1));
    String unit = Objects.requireNonNullElse(matcher.group(2), "").toLowerCase(Locale.ROOT);
    return switch (unit) {
      case "" -> new DiskWatermark(setting, number, 0);
      case "%" -> new DiskWatermark(setting, number / 100, 0);
      default ->
          new DiskWatermark(
              setting, 1, (long) (number * Math.pow(1024, UNITS.indexOf(unit.charAt(0)))));
    };
  }

  /** Whether a disk of so many bytes, of which so many can still be written, is beyond it. */
  boolean exceeded(long total, long available) {
    return available < free || total - available > share * total;
  }
}

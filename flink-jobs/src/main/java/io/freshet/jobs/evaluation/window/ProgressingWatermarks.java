/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.window;

import java.time.Duration;
import java.time.InstantSource;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * Watermarks that follow the elements, whose times never fall, and that follow the clock at a
 * distance while no element comes: windows end even when the search is away, and answers that come
 * after all are late and correct them.
 */
public final class ProgressingWatermarks<T> implements WatermarkGenerator<T> {
  private final InstantSource clock;
  private final long grace;
  private long highest = Long.MIN_VALUE;

  /**
   * A generator.
   *
   * @param grace how long elements may be under way before windows go on without them
   */
  public ProgressingWatermarks(InstantSource clock, Duration grace) {
    this.clock = clock;
    this.grace = grace.toMillis();
  }

  @Override
  public void onEvent(T element, long time, WatermarkOutput output) {
    highest = Math.max(highest, time);
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    highest = Math.max(highest, clock.millis() - grace);
    output.emitWatermark(new Watermark(highest - 1));
  }
}

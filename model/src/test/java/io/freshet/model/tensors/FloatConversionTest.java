/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FloatConversionTest {
  @Test
  void everyHalfAndEveryBrainFloatComesBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      short half = (short) bits;
      float wide = FloatConversion.fromHalf(half);
      if (!Float.isNaN(wide)) {
        assertThat(FloatConversion.toHalf(wide)).isEqualTo(half);
      } else {
        assertThat(FloatConversion.fromHalf(FloatConversion.toHalf(wide))).isNaN();
      }
      float brain = FloatConversion.fromBrain(half);
      if (!Float.isNaN(brain)) {
        assertThat(FloatConversion.toBrain(brain)).isEqualTo(half);
      } else {
        assertThat(FloatConversion.fromBrain(FloatConversion.toBrain(brain))).isNaN();
      }
    }
  }

  @Test
  void narrowingTakesTheNearestAndTheEvenOneOfTwo() {
    Random random = new Random(3);
    for (int i = 0; i < 200_000; i++) {
      float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(34) - 20));
      if (Math.abs(value) > 0x1p-24 && Math.abs(value) < 65_504) {
        short half = FloatConversion.toHalf(value);
        double error = Math.abs((double) FloatConversion.fromHalf(half) - value);
        for (int step : new int[] {-1, 1}) {
          double other = FloatConversion.fromHalf((short) (half + step));
          assertThat(error).as("%s", value).isLessThanOrEqualTo(Math.abs(other - value));
        }
      }
      short brain = FloatConversion.toBrain(value);
      double error = Math.abs((double) FloatConversion.fromBrain(brain) - value);
      for (int step : new int[] {-1, 1}) {
        double other = FloatConversion.fromBrain((short) (brain + step));
        assertThat(error).as("%s", value).isLessThanOrEqualTo(Math.abs(other - value));
      }
    }
    // Halfway between 1 and its neighbours above: down to 1, up to the even one.
    assertThat(FloatConversion.fromHalf(FloatConversion.toHalf(1 + 0x1p-11f))).isEqualTo(1);
    assertThat(FloatConversion.fromHalf(FloatConversion.toHalf(1 + 3 * 0x1p-11f)))
        .isEqualTo(1 + 0x1p-9f);
    assertThat(FloatConversion.fromHalf(FloatConversion.toHalf(0x1p-25f))).isZero();
    assertThat(FloatConversion.fromHalf(FloatConversion.toHalf(3 * 0x1p-25f))).isEqualTo(0x1p-23f);
    assertThat(FloatConversion.fromBrain(FloatConversion.toBrain(1 + 0x1p-8f))).isEqualTo(1);
    assertThat(FloatConversion.fromBrain(FloatConversion.toBrain(1 + 3 * 0x1p-8f)))
        .isEqualTo(1 + 0x1p-6f);
  }

  @Test
  void numbersBeyondTheTypeAreRefused() throws IOException {
    HostTensor large = HostTensor.ofFloats(new long[] {2}, new float[] {1, 70_000});
    assertThatThrownBy(() -> FloatConversion.convert(large, TensorType.F16, bytes -> {}))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("70000");
    ByteBuffer rounded = ByteBuffer.allocate(8).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    FloatConversion.round(large, TensorType.BF16, rounded::put);
    assertThat(rounded.getFloat(4)).isEqualTo(70_144);
    HostTensor infinite =
        HostTensor.ofFloats(new long[] {1}, new float[] {Float.NEGATIVE_INFINITY});
    ByteBuffer half = ByteBuffer.allocate(2).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    FloatConversion.convert(infinite, TensorType.F16, half::put);
    assertThat(half.getShort(0)).isEqualTo((short) 0xfc00);
  }
}

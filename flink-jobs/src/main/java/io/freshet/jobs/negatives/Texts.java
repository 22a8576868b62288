/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.connectors.Sha256;
import io.freshet.jobs.probes.HeldOutQueries;
import java.nio.ByteBuffer;

/** Tells texts apart, letter case and white space aside, without keeping them. Stateless. */
final class Texts {
  private Texts() {}

  /** A number that differs for different texts, but for a chance of one in 2^64. */
  static long fingerprint(String text) {
    byte[] normal = HeldOutQueries.normal(text).getBytes(UTF_8);
    return ByteBuffer.wrap(Sha256.start().digest(normal)).getLong();
  }
}

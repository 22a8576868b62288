/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.connectors.Sha256;
import io.freshet.connectors.records.Coordinates;
import io.freshet.connectors.records.Received;
import java.nio.ByteBuffer;

/** Tells records of the training topic apart by what stands in them. Stateless. */
final class RecordDigest {

  private RecordDigest() {}

  /** Where a record stands, with its digest. */
  static Coordinates coordinates(Received received) {
    long digest = ByteBuffer.wrap(Sha256.start().digest(received.value())).getLong();
    return new Coordinates(received.origin().partition(), received.origin().offset(), digest);
  }
}

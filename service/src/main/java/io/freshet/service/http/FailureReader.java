/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service.http;

import java.util.Optional;

/** Makes refusals of the failures that what is served knows. Stateless. */
public interface FailureReader {

  /** What the client is told; empty for a failure that only concerns the operator. */
  Optional<Refusal> refusal(Throwable failure);
}

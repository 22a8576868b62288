/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * Too large a share of records cannot be used; a person must look, and a restart would not help.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class TooManyRejectedException extends RuntimeException {

  /** Says which topic, how many records, and what to do. */
  public TooManyRejectedException(String message) {
    super(message);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/** Training lost its way; a restart would repeat it bit by bit. */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class TrainingDivergedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TrainingDivergedException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}

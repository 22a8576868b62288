/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * Training diverged: losses or gradients are no longer finite. A restart from the checkpoint would
 * repeat it bit by bit.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class TrainingDivergedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TrainingDivergedException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}

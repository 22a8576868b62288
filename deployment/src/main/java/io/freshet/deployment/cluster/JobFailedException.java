/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.cluster;

import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.util.SerializedThrowable;
import org.jspecify.annotations.Nullable;

/** A job ended without success; the message is that of the first cause. */
public final class JobFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private JobFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Made of a job's result. */
  public static JobFailedException of(JobResult result) {
    SerializedThrowable failure = result.getSerializedThrowable().orElse(null);
    if (failure == null) {
      return new JobFailedException(
          "the job did not succeed: " + result.getApplicationStatus(), null);
    }
    Throwable original = failure.deserializeError(JobFailedException.class.getClassLoader());
    Throwable root = original;
    for (@Nullable Throwable t = original; t != null; t = t.getCause()) {
      root = t;
    }
    String message = root.getMessage();
    return new JobFailedException(
        message == null ? root.getClass().getSimpleName() : message, original);
  }
}

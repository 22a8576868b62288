/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service.http;

import java.time.Duration;

/** Is told what requests became. Thread-safe. */
public interface RequestListener {

  /** Nobody who listens. */
  RequestListener NONE = (route, status, time) -> {};

  /**
   * A request was answered.
   *
   * @param route the path, or {@code other} where there is none of it
   * @param time from the request's head to its answer
   */
  void answered(String route, int status, Duration time);
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.encoding;

import java.time.Duration;

/**
 * Is told of calls of the device, by the thread that makes them: to be quick and never to throw.
 */
@FunctionalInterface
public interface EncodingListener {

  /**
   * A call of the device ended.
   *
   * @param texts that it encoded
   * @param tokens of these, without padding
   */
  void encoded(int texts, long tokens, Duration time);
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded.testing;

import java.io.IOException;

/** For processes that tests start: they end with the tests, however these end. Stateless. */
public final class ParentWatch {
  private ParentWatch() {}

  /** Ends this process when its standard input does, to which the parent never writes. */
  public static void endWithTheParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // The parent never writes.
                }
              } catch (IOException e) {
                System.err.println("the pipe from the parent broke: " + e);
              }
              Runtime.getRuntime().halt(1);
            });
    watch.setDaemon(true);
    watch.start();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CausesTest {

  @Test
  void innermostCauseIsToldWithItsLines() {
    assertThat(
            Causes.last(
                """
                org.apache.flink.runtime.rest.handler.RestHandlerException: Could not execute application.
                	at org.apache.flink.X.y(X.java:1)
                Caused by: java.util.concurrent.CompletionException: org.apache.flink.Y: main
                	at a.B.c(D.java:2)
                Caused by: io.freshet.config.ConfigException: the submitted configuration:
                  model.path: must be given
                  tasks.a: unknown key
                	at io.freshet.E.f(G.java:3)
                	... 7 more
                """))
        .isEqualTo(
            "the submitted configuration:\n  model.path: must be given\n  tasks.a: unknown key");
  }

  @Test
  void errorsKeepTheirNamesSinceTheirMessagesAreNone() {
    assertThat(Causes.last("x.Y: a\nCaused by: java.lang.ClassNotFoundException: a.b.C\n"))
        .isEqualTo("java.lang.ClassNotFoundException: a.b.C");
  }

  @Test
  void whatIsNoTraceIsToldAsItIs() {
    assertThat(Causes.last("Job not found.")).isEqualTo("Job not found.");
    assertThat(Causes.last("")).isEqualTo("no reason is given");
  }
}

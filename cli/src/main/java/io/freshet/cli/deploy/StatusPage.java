/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.deploy;

import io.freshet.cli.files.Caches;
import io.freshet.cli.observe.FollowedRun;
import io.freshet.cli.page.OperatorToken;
import io.freshet.cli.page.PageSearches;
import io.freshet.cli.page.PageServer;
import io.freshet.cli.terminal.Interruption;
import io.freshet.config.FreshetConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;

/** The page of a deployment that runs elsewhere, served on this machine. */
final class StatusPage {
  private StatusPage() {}

  /** Serves until the process is asked to end. */
  static void serve(FreshetConfig config, int port, PrintWriter out)
      throws IOException, InterruptedException {
    OperatorToken operators = OperatorToken.of(config.service());
    Interruption interruption = new Interruption();
    try (interruption;
        FollowedRun run = new FollowedRun(config.kafka(), InstantSource.system());
        PageServer page =
            PageServer.start(
                config,
                port,
                operators,
                run,
                PageSearches.of(config, Caches.versions(), interruption::awaitEnd))) {
      run.address("OpenSearch", config.opensearch().connection().url());
      interruption.orderlyEndPossible();
      out.println("page        " + page.address());
      out.println("its token   " + operators.line());
      out.flush();
      interruption.await();
    }
  }
}

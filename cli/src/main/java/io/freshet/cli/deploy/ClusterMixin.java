/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.deploy;

import io.freshet.cli.options.WrongUseException;
import io.freshet.deployment.cluster.RemoteCluster;
import java.net.URI;
import picocli.CommandLine.Option;

/** {@code --cluster}, for the commands that ask a Flink cluster. */
public final class ClusterMixin {
  @Option(
      names = "--cluster",
      paramLabel = "URL",
      defaultValue = "http://localhost:8081",
      description =
          "Flink's REST interface, http or https; credentials in it"
              + " (https://user:password@host) are used for basic authentication"
              + " (default: ${DEFAULT-VALUE}).")
  private URI address = URI.create("http://localhost:8081");

  /**
   * The cluster; nothing is asked yet.
   *
   * @throws WrongUseException where the address is none
   */
  public RemoteCluster open() {
    String scheme = address.getScheme() == null ? "" : address.getScheme();
    if ((!scheme.equals("http") && !scheme.equals("https")) || address.getHost() == null) {
      throw new WrongUseException(
          "--cluster: '%s' is not allowed; expected http://host:port or https://host:port"
              .formatted(address));
    }
    return new RemoteCluster(address);
  }
}

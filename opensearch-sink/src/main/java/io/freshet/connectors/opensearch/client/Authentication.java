/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/** How a client says who it is. A client certificate stands in {@link TlsSettings} instead. */
@PublicEvolving
public sealed interface Authentication extends Serializable {

  /** It does not. */
  record None() implements Authentication {}

  /**
   * By name and password.
   *
   * @param username not empty
   * @param password masked in {@link #toString}
   */
  record Basic(String username, String password) implements Authentication {

    /** Checks that there is a name. */
    public Basic {
      if (username.isEmpty()) {
        throw new IllegalArgumentException("basic authentication needs a user name");
      }
    }

    @Override
    public String toString() {
      return "Basic[username=" + username + ", password=***]";
    }
  }

  /**
   * By AWS signature version 4, with the credentials that the default chain of the AWS SDK finds
   * where the client runs. The SDK is no dependency of this module: see docs/opensearch-sink.md.
   *
   * @param region such as {@code eu-central-1}
   * @param service {@code es} for the managed service, {@code aoss} for the serverless one
   */
  record AwsSigV4(String region, String service) implements Authentication {

    /** Checks the service. */
    public AwsSigV4 {
      if (region.isEmpty()) {
        throw new IllegalArgumentException("AWS signatures need a region, such as eu-central-1");
      }
      if (!service.equals("es") && !service.equals("aoss")) {
        throw new IllegalArgumentException(
            "AWS calls OpenSearch 'es' and its serverless form 'aoss', not '" + service + "'");
      }
    }
  }
}

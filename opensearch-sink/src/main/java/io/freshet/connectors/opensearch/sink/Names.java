/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names of indices in URLs. Stateless. */
final class Names {

  private Names() {}

  static String encoded(String index) {
    return URLEncoder.encode(index, StandardCharsets.UTF_8);
  }
}

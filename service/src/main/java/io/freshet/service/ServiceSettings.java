/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import io.freshet.service.http.ServerSettings;
import io.freshet.serving.QueryProfile;
import java.util.Map;

/**
 * How the service listens and what it lets pass.
 *
 * @param texts that a request may have encoded at most
 * @param tasks how queries of each task are encoded
 */
public record ServiceSettings(ServerSettings server, int texts, Map<String, QueryProfile> tasks) {

  /** Keeps a copy of the tasks. */
  public ServiceSettings {
    tasks = Map.copyOf(tasks);
  }
}

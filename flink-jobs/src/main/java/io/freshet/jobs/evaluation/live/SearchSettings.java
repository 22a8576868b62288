/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.live;

import io.freshet.connectors.opensearch.ConnectionSettings;
import io.freshet.jobs.config.FreshetConfig;
import io.freshet.jobs.config.TaskConfig;
import io.freshet.model.ComputeOptions;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the live search needs of the configuration.
 *
 * @param alias the alias that searches resolve
 * @param depth documents fetched a query
 * @param registry where versions are kept, as a URI
 * @param tasks by name, for prompts and lengths of queries
 */
public record SearchSettings(
    ConnectionSettings connection,
    String alias,
    int depth,
    String registry,
    String device,
    int threads,
    int batchTokens,
    Map<String, TaskConfig> tasks)
    implements Serializable {

  /** The settings of a configuration. */
  public static SearchSettings of(FreshetConfig config) {
    return new SearchSettings(
        new ConnectionSettings(
            config.opensearch().url(),
            config.opensearch().username(),
            config.opensearch().password()),
        config.opensearch().alias(),
        config.evaluation().depth(),
        config.registry().path(),
        config.model().device(),
        config.model().threads(),
        config.indexing().batchTokens(),
        new LinkedHashMap<>(config.tasks()));
  }

  /** Where and how wide versions compute. */
  public ComputeOptions compute() {
    return new ComputeOptions(device, threads, batchTokens);
  }
}

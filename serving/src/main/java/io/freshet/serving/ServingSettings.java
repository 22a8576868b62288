/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.model.ComputeOptions;
import java.nio.file.Path;

/**
 * What a search in the serving generation needs.
 *
 * @param alias that is resolved to the generation
 * @param registry where versions are kept, as a URI
 * @param cache a local directory that fetched versions are kept in
 * @param compute where the version runs
 */
public record ServingSettings(
    ConnectionSettings connection,
    String alias,
    String registry,
    Path cache,
    ComputeOptions compute) {}

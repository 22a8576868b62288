/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * Flink's checkpoints.
 *
 * @param directory where they are kept, as a URI
 * @param stateBackend {@code hashmap} or {@code rocksdb}
 */
public record CheckpointConfig(String directory, Duration interval, String stateBackend)
    implements Serializable {}

/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What the controller reads and does outside of Flink: versions and wishes from Kafka, indices in
 * OpenSearch, folders in the registry.
 */
@NullMarked
package io.freshet.jobs.indexing.world;

import org.jspecify.annotations.NullMarked;

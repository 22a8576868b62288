/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.connectors.records.TrainingExample;

/**
 * An example in a buffer.
 *
 * @param dealt whether it was in a step before
 */
public record StoredExample(TrainingExample example, boolean dealt) {}

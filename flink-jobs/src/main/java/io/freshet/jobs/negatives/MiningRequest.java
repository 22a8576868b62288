/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import io.freshet.connectors.records.TrainingExample;
import java.util.Set;

/**
 * An example to be mined.
 *
 * @param known fingerprints of positives that other examples of the query brought
 */
record MiningRequest(TrainingExample example, Set<Long> known) {}

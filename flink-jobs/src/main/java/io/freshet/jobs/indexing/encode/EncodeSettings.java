/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.config.FreshetConfig;
import io.freshet.config.ModelConfig;
import io.freshet.model.ComputeOptions;
import java.io.Serializable;

/**
 * How an encoder batches and computes.
 *
 * @param batchDocuments documents that wait at most
 * @param liveBatchNanos how long a batch of live documents is to take at most
 * @param lingerMillis how long an incomplete batch waits for further documents
 * @param batchTokens padded tokens in one call of the encoder at most
 * @param buildShare of the device's time that a build has at least
 * @param model where and how the models compute
 * @param registry the model registry's URI
 */
public record EncodeSettings(
    int batchDocuments,
    long liveBatchNanos,
    long lingerMillis,
    int batchTokens,
    double buildShare,
    ModelConfig model,
    String registry)
    implements Serializable {

  /** The settings of a deployment. */
  public static EncodeSettings of(FreshetConfig config) {
    return new EncodeSettings(
        config.indexing().batchDocuments(),
        config.indexing().liveBatchTime().toNanos(),
        config.indexing().linger().toMillis(),
        config.indexing().batchTokens(),
        config.indexing().buildShare(),
        config.model(),
        config.registry().path());
  }

  ComputeOptions compute() {
    return model.compute(batchTokens);
  }
}

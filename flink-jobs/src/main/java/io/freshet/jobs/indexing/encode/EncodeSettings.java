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
 * @param batchWaitMillis how long a document waits for company
 * @param batchTokens padded tokens in one call of the encoder at most
 * @param model where and how the models compute
 * @param registry the model registry's URI
 */
public record EncodeSettings(
    int batchDocuments, long batchWaitMillis, int batchTokens, ModelConfig model, String registry)
    implements Serializable {

  /** The settings of a deployment. */
  public static EncodeSettings of(FreshetConfig config) {
    return new EncodeSettings(
        config.indexing().batchDocuments(),
        config.indexing().batchWait().toMillis(),
        config.indexing().batchTokens(),
        config.model(),
        config.registry().path());
  }

  ComputeOptions compute() {
    return model.compute(batchTokens);
  }
}

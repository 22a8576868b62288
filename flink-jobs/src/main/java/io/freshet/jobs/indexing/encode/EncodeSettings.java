/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.config.FreshetConfig;
import io.freshet.config.IndexingConfig.UnchangedText;
import io.freshet.config.ModelConfig;
import io.freshet.model.ComputeOptions;
import java.io.Serializable;
import java.time.Duration;

/**
 * How an encoder batches and computes.
 *
 * @param batchDocuments documents that wait at most
 * @param callNanos how long a call of the device, or a batch of live documents, is to take at most
 * @param lingerMillis how long an incomplete batch waits for further documents
 * @param batchTokens padded tokens in one call of the encoder at most
 * @param readsVectors whether vectors of the same texts are taken from other indices
 * @param keepsVectors whether vectors of live documents are kept in the state
 * @param keptFor how long those of a document are; zero for ever
 * @param buildShare of the device's time that a build has at least
 * @param model where and how the models compute
 * @param registry the model registry's URI
 */
public record EncodeSettings(
    int batchDocuments,
    long callNanos,
    long lingerMillis,
    int batchTokens,
    boolean readsVectors,
    boolean keepsVectors,
    Duration keptFor,
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
        config.indexing().unchangedText() != UnchangedText.ENCODE,
        config.indexing().unchangedText() == UnchangedText.FROM_STATE,
        config.indexing().forgetUntouchedAfter(),
        config.indexing().buildShare(),
        config.model(),
        config.registry().path());
  }

  ComputeOptions compute() {
    return model.compute(batchTokens);
  }
}

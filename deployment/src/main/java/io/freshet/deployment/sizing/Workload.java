/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.sizing;

/**
 * What a deployment is fed with.
 *
 * @param documents documents that the index holds
 * @param documentBytes title, text and metadata of a document, in bytes of JSON, on average
 * @param exampleBytes a training example, in bytes, on average
 * @param idBytes a document's id, in bytes, on average
 * @param deletedDocuments documents deleted since the documents topic began, whose ids are kept
 */
public record Workload(
    long documents, long documentBytes, long exampleBytes, long idBytes, long deletedDocuments) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException where one is negative
   */
  public Workload {
    if (documents < 0
        || documentBytes < 0
        || exampleBytes < 0
        || idBytes < 0
        || deletedDocuments < 0) {
      throw new IllegalArgumentException("counts and sizes of a workload must be at least 0");
    }
  }
}

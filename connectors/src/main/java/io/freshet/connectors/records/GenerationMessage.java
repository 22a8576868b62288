/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

/** What the topic of generations tells of one generation. */
public sealed interface GenerationMessage permits GenerationRecord, DesiredGeneration {

  /** The concrete OpenSearch index. */
  String index();
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import org.apache.flink.annotation.Internal;

/** How much of a document a search brings along; each includes those before it. */
@Internal
public enum HitDetail {
  /** Its id and score. */
  SCORE,
  /** Its title and text. */
  TEXTS,
  /** Its metadata, and, where words are searched, pieces of title and text that hold them. */
  ALL
}

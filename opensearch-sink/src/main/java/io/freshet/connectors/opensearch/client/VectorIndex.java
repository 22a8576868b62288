/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import java.util.Map;
import org.apache.flink.annotation.Internal;

/** Where vectors are searched. Immutable. */
@Internal
public interface VectorIndex {

  /** The concrete index. */
  String index();

  /** The path of its vectors: see {@link VectorPath}. */
  String vectorField();

  /** The types of metadata by field; others are texts. */
  Map<String, MetadataType> types();
}

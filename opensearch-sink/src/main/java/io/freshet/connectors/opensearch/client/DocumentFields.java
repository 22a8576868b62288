/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import org.apache.flink.annotation.Internal;

/** The names of the fields of a document as Freshet stores it, its vector's aside. */
@Internal
public final class DocumentFields {

  /** The title, searched by words. */
  public static final String TITLE = "title";

  /** The text, searched by words. */
  public static final String TEXT = "text";

  /** Names and values to filter by, as one flat object. */
  public static final String METADATA = "metadata";

  /** Those values of the metadata that have types, as such. */
  public static final String TYPED = "typed";

  /** Set where a document was deleted and only its version is kept. */
  public static final String DELETED = "deleted";

  private DocumentFields() {}
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

import java.util.List;

/**
 * Brings losses. A provider has a public constructor without parameters and is named in {@code
 * META-INF/services/io.freshet.model.loss.LossProvider} of its jar, which stands on the class path
 * beside Freshet's. The order of providers means nothing.
 */
public interface LossProvider {

  /** The losses; the same at every call. */
  List<LossDefinition> losses();
}

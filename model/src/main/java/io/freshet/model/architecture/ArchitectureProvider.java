/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import java.util.List;

/**
 * Brings architectures. A provider has a public constructor without parameters and is named in
 * {@code META-INF/services/io.freshet.model.architecture.ArchitectureProvider} of its jar, which
 * stands on the class path beside Freshet's. The order of providers means nothing.
 */
public interface ArchitectureProvider {

  /** The architectures; the same at every call. */
  List<ArchitectureDefinition> architectures();
}

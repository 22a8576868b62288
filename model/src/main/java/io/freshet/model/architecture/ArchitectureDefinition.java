/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** All that there is to know of an architecture. Stateless. */
public interface ArchitectureDefinition {

  /** The {@code model_type} of {@code config.json} that the architecture is known by. */
  String modelType();

  /**
   * The network that a configuration describes.
   *
   * @throws ModelFormatException where a setting is missing or not supported
   */
  Architecture read(Configuration config) throws ModelFormatException;

  /**
   * The {@code config.json} of a new model, all that {@link #read} needs but {@code model_type}.
   *
   * @throws IllegalArgumentException where there can be no such model
   */
  ObjectNode fresh(FreshSettings settings);
}

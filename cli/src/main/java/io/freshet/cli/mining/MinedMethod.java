/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.mining;

import io.freshet.model.Sha256;
import java.util.List;

/**
 * A method as it stands in a source file.
 *
 * @param type simple name of the declaring type, outer types before it
 * @param parameterTypes as written
 * @param supertypes simple names of what the declaring type extends and implements
 * @param code the method without its comment, its indentation taken off
 * @param javadoc what its comment says
 */
public record MinedMethod(
    String packageName,
    String type,
    String name,
    List<String> parameterTypes,
    List<String> supertypes,
    String code,
    JavadocText javadoc) {

  /** Ids of documents have a largest size, and suffixes are put behind this one. */
  private static final int LONGEST_ID = 360;

  /** The qualified signature, the end of a very long one replaced by its digest. */
  public String id() {
    String id = packageName + "." + title() + "(" + String.join(",", parameterTypes) + ")";
    return id.length() <= LONGEST_ID
        ? id
        : id.substring(0, LONGEST_ID - 17) + "~" + Sha256.hex(id).substring(0, 16);
  }

  /** The declaring type and the name. */
  public String title() {
    return type + "." + name;
  }

  /** The first sentence of its comment, or the empty string. */
  public String sentence() {
    return javadoc.sentence();
  }
}

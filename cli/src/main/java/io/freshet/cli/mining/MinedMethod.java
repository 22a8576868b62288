/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.mining;

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
record MinedMethod(
    String packageName,
    String type,
    String name,
    List<String> parameterTypes,
    List<String> supertypes,
    String code,
    JavadocText javadoc) {

  /** The qualified signature. */
  String id() {
    return packageName + "." + title() + "(" + String.join(",", parameterTypes) + ")";
  }

  String title() {
    return type + "." + name;
  }

  String sentence() {
    return javadoc.sentence();
  }

  DemoDocument document() {
    return new DemoDocument(id(), title(), code, "method", packageName);
  }
}

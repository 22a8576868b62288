/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The doors of this room: it must be usable where there is no Flink job. */
@AnalyzeClasses(
    packages = "io.freshet.serving",
    importOptions = ImportOption.DoNotIncludeTests.class)
class RoomTest {
  @ArchTest
  static final ArchRule knowsTheModelAndTheConnectorsOnly =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "io.freshet.serving..",
              "io.freshet.model..",
              "io.freshet.connectors..",
              "org.jspecify..",
              "org.slf4j..");
}

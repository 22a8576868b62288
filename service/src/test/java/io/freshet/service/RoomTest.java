/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The doors of this room: neither Flink nor the configuration. */
@AnalyzeClasses(
    packages = "io.freshet.service",
    importOptions = ImportOption.DoNotIncludeTests.class)
class RoomTest {
  @ArchTest
  static final ArchRule knowsServingAndItsLibrariesOnly =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "io.freshet.service..",
              "io.freshet.serving..",
              "io.freshet.model..",
              "io.freshet.connectors..",
              "com.fasterxml.jackson..",
              "org.eclipse.jetty..",
              "io.prometheus..",
              "org.jspecify..",
              "org.slf4j..");
}

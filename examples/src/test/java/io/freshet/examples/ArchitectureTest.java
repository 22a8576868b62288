/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What is written for users to copy uses what users are promised, and nothing else. */
@AnalyzeClasses(
    packages = "io.freshet.examples",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule THE_SINK_NEEDS_NOTHING_ELSE_OF_FRESHET =
      classes()
          .that()
          .resideInAPackage("io.freshet.examples.sink..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.freshet.examples.sink..",
              "io.freshet.connectors.opensearch.sink",
              "io.freshet.connectors.opensearch.client",
              "org.apache.flink.streaming.api..",
              "org.apache.flink.api..",
              "java..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule THE_PUBLIC_API_ALONE =
      classes()
          .that()
          .resideOutsideOfPackage("io.freshet.examples.sink..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.freshet.examples..",
              "io.freshet.model.loss",
              "io.freshet.model.architecture",
              "io.freshet.model.program",
              "java..",
              "com.fasterxml.jackson.databind..",
              "org.jspecify..");
}

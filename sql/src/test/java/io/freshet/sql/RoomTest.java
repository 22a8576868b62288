/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The doors of this room: neither the jobs nor the configuration, and Flink by its API alone. */
@AnalyzeClasses(packages = "io.freshet.sql", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomTest {
  @ArchTest
  static final ArchRule knowsServingAndFlinksTablesOnly =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "io.freshet.sql..",
              "io.freshet.serving..",
              "io.freshet.model..",
              "io.freshet.connectors",
              "io.freshet.connectors.opensearch..",
              "io.freshet.connectors.registry..",
              "com.fasterxml.jackson..",
              "org.apache.flink.api..",
              "org.apache.flink.configuration..",
              "org.apache.flink.metrics..",
              "org.apache.flink.table..",
              "org.apache.flink.types..",
              "org.apache.flink.util..",
              "org.jspecify..",
              "org.slf4j..");

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices().matching("io.freshet.sql.(*)..").should().beFreeOfCycles();
}

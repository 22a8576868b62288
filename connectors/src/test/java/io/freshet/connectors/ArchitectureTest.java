/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The doors of this room. */
@AnalyzeClasses(
    packages = "io.freshet.connectors",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule KNOWS_NO_OTHER_ROOM =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.freshet.model..",
              "io.freshet.evaluation..",
              "io.freshet.jobs..",
              "io.freshet.cli..",
              "io.freshet.embedded..",
              "ai.djl..");

  @ArchTest
  static final ArchRule RECORDS_ARE_PLAIN =
      classes()
          .that()
          .resideInAPackage("..records..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify..", "..connectors.records..");

  @ArchTest
  static final ArchRule JSON_KNOWS_NO_SYSTEM =
      noClasses()
          .that()
          .resideInAPackage("..json..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..", "org.opensearch..");

  @ArchTest
  static final ArchRule ONLY_ITS_ROOM_KNOWS_OPENSEARCH =
      noClasses()
          .that()
          .resideOutsideOfPackage("..connectors.opensearch..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.opensearch..", "..connectors.opensearch..");

  @ArchTest
  static final ArchRule GENERATIONS_KNOW_NO_KAFKA =
      noClasses()
          .that()
          .resideInAPackage("..opensearch.generations..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "..connectors.kafka..");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("io.freshet.connectors.(*)..").should().beFreeOfCycles();
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The doors between the rooms. */
@AnalyzeClasses(
    packages = "io.freshet",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class LayoutTest {

  @ArchTest
  static final ArchRule modelKnowsNoRoomAndNoPlatform =
      noClasses()
          .that()
          .resideInAPackage("io.freshet.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.freshet.evaluation..",
              "io.freshet.connectors..",
              "io.freshet.serving..",
              "io.freshet.config..",
              "io.freshet.jobs..",
              "io.freshet.deployment..",
              "io.freshet.cli..",
              "io.freshet.embedded..",
              "org.apache.flink..",
              "org.apache.kafka..",
              "org.opensearch..");

  @ArchTest
  static final ArchRule evaluationKnowsTheModelOnly =
      noClasses()
          .that()
          .resideInAPackage("io.freshet.evaluation..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.freshet.connectors..",
              "io.freshet.serving..",
              "io.freshet.config..",
              "io.freshet.jobs..",
              "io.freshet.deployment..",
              "io.freshet.cli..",
              "io.freshet.embedded..",
              "org.apache.flink..",
              "org.apache.kafka..",
              "org.opensearch..");

  @ArchTest
  static final ArchRule connectorsKnowNoModel =
      noClasses()
          .that()
          .resideInAPackage("io.freshet.connectors..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.freshet.model..",
              "io.freshet.evaluation..",
              "io.freshet.serving..",
              "io.freshet.config..",
              "io.freshet.jobs..",
              "io.freshet.deployment..",
              "io.freshet.cli..",
              "io.freshet.embedded..",
              "ai.djl..");

  @ArchTest
  static final ArchRule jobsDoNotKnowTheCommand =
      noClasses()
          .that()
          .resideInAPackage("io.freshet.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.freshet.deployment..", "io.freshet.cli..", "io.freshet.embedded..");

  @ArchTest
  static final ArchRule servingKnowsTheModelAndTheConnectorsOnly =
      noClasses()
          .that()
          .resideInAPackage("io.freshet.serving..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.freshet.evaluation..",
              "io.freshet.config..",
              "io.freshet.jobs..",
              "io.freshet.deployment..",
              "io.freshet.cli..",
              "io.freshet.embedded..",
              "org.apache.flink..");

  @ArchTest
  static final ArchRule configurationKnowsWhatItConfiguresOnly =
      noClasses()
          .that()
          .resideInAPackage("io.freshet.config..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.freshet.evaluation..",
              "io.freshet.jobs..",
              "io.freshet.deployment..",
              "io.freshet.cli..",
              "io.freshet.embedded..",
              "org.apache.flink..");

  @ArchTest
  static final ArchRule deploymentDoesNotKnowTheCommand =
      noClasses()
          .that()
          .resideInAPackage("io.freshet.deployment..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.freshet.cli..");

  @ArchTest
  static final ArchRule embeddedServersKnowNobody =
      noClasses()
          .that()
          .resideInAPackage("io.freshet.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.freshet.model..",
              "io.freshet.evaluation..",
              "io.freshet.connectors..",
              "io.freshet.jobs..",
              "io.freshet.cli..");

  @ArchTest
  static final ArchRule onlyTheModelCallsTheEngine =
      classes()
          .that()
          .resideOutsideOfPackage("io.freshet.model..")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackage("ai.djl..");

  @ArchTest
  static final ArchRule roomsOfTheCommandHaveNoCycles =
      slices().matching("io.freshet.cli.(*)..").should().beFreeOfCycles();
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
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
  static final ArchRule CLIENT_IS_THE_LOWEST_FLOOR =
      noClasses()
          .that()
          .resideInAPackage("..opensearch.client..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..opensearch.sink..", "..opensearch.generations..", "org.apache.kafka..");

  @ArchTest
  static final ArchRule SINK_IS_TAKEN_ALONE =
      classes()
          .that()
          .resideInAnyPackage("..opensearch.sink..", "..opensearch.client..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      "java..",
                      "javax.net.ssl..",
                      "org.jspecify..",
                      "org.slf4j..",
                      "com.fasterxml.jackson..",
                      "org.apache.flink..",
                      "org.apache.hc..",
                      "org.opensearch..",
                      "software.amazon.awssdk..",
                      "..opensearch.sink..",
                      "..opensearch.client..")
                  .and(not(resideInAPackage("org.apache.flink.connector.kafka..")))
                  .or(belongToAnyOf(ConnectorMetrics.class, MetricDefinition.class)));

  @ArchTest
  static final ArchRule GENERATIONS_KNOW_NO_KAFKA =
      noClasses()
          .that()
          .resideInAPackage("..opensearch.generations..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "..connectors.kafka..");

  @ArchTest
  static final ArchRule ROOMS_OF_OPENSEARCH_HAVE_NO_CYCLES =
      slices().matching("io.freshet.connectors.opensearch.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_ONE_CLASS_KNOWS_AWS =
      noClasses()
          .that()
          .doNotHaveSimpleName("AwsTransports")
          .and()
          .doNotHaveSimpleName("Closing")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("software.amazon.awssdk..", "org.opensearch.client.transport.aws..");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("io.freshet.connectors.(*)..").should().beFreeOfCycles();
}

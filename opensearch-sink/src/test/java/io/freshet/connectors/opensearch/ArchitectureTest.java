/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The doors of this room. */
@AnalyzeClasses(
    packages = {"io.freshet.connectors.opensearch", "io.freshet.connectors.metrics"},
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule SINK_IS_TAKEN_ALONE =
      classes()
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
                      "io.freshet.connectors.metrics..",
                      "..opensearch.sink..",
                      "..opensearch.client..")
                  .and(not(resideInAPackage("org.apache.flink.connector.kafka.."))));

  @ArchTest
  static final ArchRule CLIENT_IS_THE_LOWEST_FLOOR =
      noClasses()
          .that()
          .resideInAPackage("..opensearch.client..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..opensearch.sink..", "io.freshet.connectors.metrics..");

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
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The doors of the jobs' room. */
@AnalyzeClasses(packages = "io.freshet.jobs", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule KNOWS_ITS_OWN_TOOLS_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.freshet.jobs..",
              "io.freshet.config..",
              "io.freshet.serving..",
              "io.freshet.connectors..",
              "io.freshet.evaluation..",
              "io.freshet.model..",
              "java..",
              "org.apache.flink..",
              "org.apache.kafka..",
              "com.fasterxml.jackson..",
              "org.slf4j..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule JOBS_MEET_IN_KAFKA_ONLY =
      slices()
          .matching("io.freshet.jobs.(training|indexing|evaluation|negatives)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule EVALUATION_GOES_ONE_WAY =
      slices().matching("io.freshet.jobs.evaluation.(*)..").should().beFreeOfCycles();

  /** Operators are Flink's internals: these packages alone are to be looked at when it changes. */
  @ArchTest
  static final ArchRule FLINK_INTERNALS_STAY_WHERE_THEY_ARE =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.freshet.jobs.training", "io.freshet.jobs.indexing.encode")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink.streaming.runtime..", "org.apache.flink.streaming.api.operators..");

  @ArchTest
  static final ArchRule SHARED_GLUE_KNOWS_NO_JOB =
      noClasses()
          .that()
          .resideInAPackage("io.freshet.jobs.flink..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.freshet.jobs.training..",
              "io.freshet.jobs.indexing..",
              "io.freshet.jobs.evaluation..",
              "io.freshet.jobs.negatives..");

  @ArchTest
  static final ArchRule CHOICE_OF_NEGATIVES_IS_LOGIC_ALONE =
      noClasses()
          .that()
          .haveNameMatching(
              "io[.]freshet[.]jobs[.]negatives[.](NegativeChoice|ScoreCeiling|MiningShare|KnownPositives|Minable|Texts)")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..", "org.apache.kafka..", "java.time..", "..opensearch..");

  @ArchTest
  static final ArchRule SAMPLING_IS_LOGIC_ALONE =
      noClasses()
          .that()
          .resideInAPackage("io.freshet.jobs.training.sampling..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..", "java.time..")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime");
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. */
@AnalyzeClasses(
    packages = "io.freshet.evaluation",
    importOptions = ImportOption.DoNotIncludeTests.class)
class DoorsTest {
  @ArchTest
  static final ArchRule EVALUATION_KNOWS_THE_MODEL_AND_LITTLE_ELSE =
      classes()
          .that()
          .resideInAPackage("io.freshet.evaluation..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.freshet.evaluation..",
              "io.freshet.model..",
              "com.fasterxml.jackson..",
              "org.apache.commons.math3..",
              "org.slf4j..",
              "org.jspecify..",
              "java..");

  @ArchTest
  static final ArchRule NO_CIRCLES =
      slices().matching("io.freshet.evaluation.(*)..").should().beFreeOfCycles();
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.freshet.model", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule KNOWS_ITS_OWN_TOOLS_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.freshet.model..",
              "java..",
              "ai.djl..",
              "com.sun.jna..",
              "com.fasterxml.jackson..",
              "com.google.protobuf..",
              "org.slf4j..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule ONLY_THE_IMPORT_KNOWS_PROTOCOL_BUFFERS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.freshet.model.onnx..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google.protobuf..");

  @ArchTest
  static final ArchRule ONLY_THE_DEVICE_KNOWS_THE_ENGINE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.freshet.model.device..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl.pytorch..");

  @ArchTest
  static final ArchRule ONE_CLASS_CALLS_PROGRAMS =
      noClasses()
          .that()
          .doNotHaveSimpleName("DevicePrograms")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl.pytorch.jni..");
}

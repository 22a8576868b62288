/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.BRIDGE;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What users of Freshet's libraries are promised, read from the class files: types marked {@code
 * Public} or {@code PublicEvolving}, what services a jar of a user's own may provide, and every
 * type of Freshet that stands in a signature of either. What every object has is left out.
 */
final class PublicApi {
  private static final Set<String> MARKS =
      Set.of("org.apache.flink.annotation.Public", "org.apache.flink.annotation.PublicEvolving");
  private static final Set<String> SERVICES =
      Set.of(
          "io.freshet.model.architecture.ArchitectureProvider",
          "io.freshet.model.loss.LossProvider");
  private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");
  private static final Set<JavaModifier> SHOWN = EnumSet.of(PROTECTED, STATIC, ABSTRACT, FINAL);

  private PublicApi() {}

  /** A line for each type and each of its public and protected members, in a fixed order. */
  static List<String> lines(Collection<Path> classFolders) {
    Collection<JavaClass> all =
        new ArrayList<>(
            new ClassFileImporter()
                .importPaths(classFolders.stream().filter(Files::isDirectory).toList()));
    TreeMap<String, JavaClass> promised = new TreeMap<>();
    Deque<JavaClass> open = new ArrayDeque<>();
    all.stream().filter(PublicApi::isRoot).forEach(open::add);
    while (!open.isEmpty()) {
      JavaClass type = open.remove();
      if (type.getModifiers().contains(PUBLIC) && promised.put(type.getName(), type) == null) {
        all.stream()
            .filter(other -> other.getEnclosingClass().filter(type::equals).isPresent())
            .forEach(open::add);
        named(type).filter(other -> other.getName().startsWith("io.freshet.")).forEach(open::add);
      }
    }
    List<String> lines = new ArrayList<>();
    promised.values().forEach(type -> lines.addAll(lines(type)));
    return lines;
  }

  private static boolean isRoot(JavaClass type) {
    return SERVICES.contains(type.getName())
        || type.getAnnotations().stream()
            .anyMatch(mark -> MARKS.contains(mark.getRawType().getName()));
  }

  private static Stream<JavaClass> named(JavaClass type) {
    return type.getMembers().stream()
        .filter(PublicApi::isPromised)
        .flatMap(member -> member.getAllInvolvedRawTypes().stream())
        .map(JavaClass::getBaseComponentType);
  }

  private static boolean isPromised(JavaMember member) {
    Set<JavaModifier> modifiers = member.getModifiers();
    return (modifiers.contains(PUBLIC) || modifiers.contains(PROTECTED))
        && !modifiers.contains(SYNTHETIC)
        && !modifiers.contains(BRIDGE)
        && !OF_EVERY_OBJECT.contains(member.getName());
  }

  private static List<String> lines(JavaClass type) {
    String kind =
        type.isRecord()
            ? "record"
            : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
    List<String> above = new ArrayList<>();
    type.getSuperclass().map(JavaType::getName).ifPresent(above::add);
    type.getInterfaces().stream().map(JavaType::getName).sorted().forEach(above::add);
    above.removeAll(List.of("java.lang.Object", "java.lang.Record"));
    Set<String> members = new TreeSet<>();
    type.getMembers().stream()
        .filter(PublicApi::isPromised)
        .map(member -> "  " + modifiers(member) + signature(member))
        .forEach(members::add);
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s %s%s"
            .formatted(
                kind, type.getName(), above.isEmpty() ? "" : " : " + String.join(", ", above)));
    lines.addAll(members);
    return lines;
  }

  private static String modifiers(JavaMember member) {
    return member.getModifiers().stream()
        .filter(SHOWN::contains)
        .sorted()
        .map(modifier -> modifier.name().toLowerCase(Locale.ROOT) + " ")
        .collect(Collectors.joining());
  }

  private static String signature(JavaMember member) {
    if (member instanceof JavaField field) {
      return field.getType().getName() + " " + field.getName();
    }
    JavaCodeUnit code = (JavaCodeUnit) member;
    String before =
        code instanceof JavaConstructor
            ? "new"
            : code.getReturnType().getName() + " " + code.getName();
    String thrown =
        code.getThrowsClause().stream()
            .map(declared -> declared.getRawType().getName())
            .sorted()
            .collect(Collectors.joining(", "));
    return before
        + code.getParameterTypes().stream()
            .map(JavaType::getName)
            .collect(Collectors.joining(", ", "(", ")"))
        + (thrown.isEmpty() ? "" : " throws " + thrown);
  }
}

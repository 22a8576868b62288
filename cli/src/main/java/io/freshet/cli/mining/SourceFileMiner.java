/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.mining;

import com.github.javaparser.JavaParser;
import com.github.javaparser.ParseResult;
import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.body.ClassOrInterfaceDeclaration;
import com.github.javaparser.ast.body.EnumDeclaration;
import com.github.javaparser.ast.body.FieldDeclaration;
import com.github.javaparser.ast.body.MethodDeclaration;
import com.github.javaparser.ast.body.RecordDeclaration;
import com.github.javaparser.ast.body.TypeDeclaration;
import com.github.javaparser.ast.nodeTypes.NodeWithJavadoc;
import com.github.javaparser.ast.nodeTypes.NodeWithSimpleName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Mines one source file. Not thread-safe: one a thread. */
final class SourceFileMiner {
  private static final int SHORTEST_CODE = 40;
  private static final int LONGEST_CODE = 1_500;

  private final JavaParser parser =
      new JavaParser(
          new ParserConfiguration()
              .setLanguageLevel(ParserConfiguration.LanguageLevel.JAVA_17)
              .setAttributeComments(true));

  /** What the file holds, or nothing if it cannot be parsed. */
  Optional<MinedFile> mine(String source) {
    ParseResult<CompilationUnit> result = parser.parse(source);
    if (result.getResult().isEmpty() || !result.isSuccessful()) {
      return Optional.empty();
    }
    CompilationUnit unit = result.getResult().get();
    String packageName =
        unit.getPackageDeclaration().map(declaration -> declaration.getNameAsString()).orElse("");
    SourceText text = new SourceText(source);
    MinedFile mined = new MinedFile(new ArrayList<>(), new ArrayList<>());
    for (TypeDeclaration<?> type : unit.getTypes()) {
      mineType(packageName, "", type, text, mined);
    }
    return Optional.of(mined);
  }

  private void mineType(
      String packageName, String outer, TypeDeclaration<?> type, SourceText text, MinedFile into) {
    String name = outer + type.getNameAsString();
    List<String> supertypes = supertypes(type);
    for (MethodDeclaration method : type.getMethods()) {
      mineMethod(packageName, name, supertypes, method, text).ifPresent(into.methods()::add);
    }
    into.notes().addAll(OptionMiner.mine(packageName, name, type));
    for (FieldDeclaration field : type.getFields()) {
      mineConstant(packageName, name, field).ifPresent(into.notes()::add);
    }
    type.getMembers().stream()
        .filter(TypeDeclaration.class::isInstance)
        .map(member -> (TypeDeclaration<?>) member)
        .forEach(inner -> mineType(packageName, name + ".", inner, text, into));
  }

  private static Optional<MinedMethod> mineMethod(
      String packageName,
      String type,
      List<String> supertypes,
      MethodDeclaration method,
      SourceText text) {
    String code = method.getRange().map(text::cut).orElse("");
    if (code.length() < SHORTEST_CODE) {
      return Optional.empty();
    }
    return Optional.of(
        new MinedMethod(
            packageName,
            type,
            method.getNameAsString(),
            method.getParameters().stream().map(p -> p.getType().asString()).toList(),
            supertypes,
            code.substring(0, Math.min(code.length(), LONGEST_CODE)),
            javadoc(method)));
  }

  private static Optional<MinedNote> mineConstant(
      String packageName, String type, FieldDeclaration field) {
    if (!field.isFinal() || !field.isStatic() || field.getVariables().size() != 1) {
      return Optional.empty();
    }
    String sentence = javadoc(field).sentence();
    return sentence.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new MinedNote(
                "constant", packageName, type, field.getVariable(0).getNameAsString(), sentence));
  }

  private static List<String> supertypes(TypeDeclaration<?> type) {
    if (type instanceof ClassOrInterfaceDeclaration declared) {
      return Stream.concat(
              declared.getExtendedTypes().stream(), declared.getImplementedTypes().stream())
          .map(NodeWithSimpleName::getNameAsString)
          .toList();
    } else if (type instanceof EnumDeclaration declared) {
      return declared.getImplementedTypes().stream()
          .map(NodeWithSimpleName::getNameAsString)
          .toList();
    } else if (type instanceof RecordDeclaration declared) {
      return declared.getImplementedTypes().stream()
          .map(NodeWithSimpleName::getNameAsString)
          .toList();
    }
    return List.of();
  }

  private static JavadocText javadoc(NodeWithJavadoc<?> node) {
    return node.getJavadocComment()
        .map(comment -> JavadocText.of(comment.getContent()))
        .orElse(JavadocText.NONE);
  }
}

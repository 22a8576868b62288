/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.mining;

import com.github.javaparser.ast.body.FieldDeclaration;
import com.github.javaparser.ast.body.TypeDeclaration;
import com.github.javaparser.ast.body.VariableDeclarator;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.StringLiteralExpr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds configuration options with their descriptions: Flink's builder calls ({@code
 * key("..")...withDescription("..")}) and Kafka's pairs of constants ({@code X_CONFIG}, {@code
 * X_DOC}).
 */
final class OptionMiner {
  private static final String CONFIG = "_CONFIG";
  private static final String DOC = "_DOC";

  private OptionMiner() {}

  static List<MinedNote> mine(String packageName, String typeName, TypeDeclaration<?> type) {
    List<MinedNote> options = new ArrayList<>();
    Map<String, String> keys = new HashMap<>();
    Map<String, String> texts = new HashMap<>();
    for (FieldDeclaration field : type.getFields()) {
      for (VariableDeclarator variable : field.getVariables()) {
        String name = variable.getNameAsString();
        Optional<Expression> value = variable.getInitializer();
        if (value.isPresent()) {
          if (name.endsWith(CONFIG)) {
            keys.put(name.substring(0, name.length() - CONFIG.length()), literals(value.get()));
          } else if (name.endsWith(DOC)) {
            texts.put(name.substring(0, name.length() - DOC.length()), literals(value.get()));
          } else {
            built(packageName, typeName, value.get()).ifPresent(options::add);
          }
        }
      }
    }
    keys.forEach(
        (name, key) -> {
          String text = texts.getOrDefault(name, "");
          if (!key.isEmpty() && !text.isEmpty()) {
            options.add(new MinedNote("option", packageName, typeName, key, text));
          }
        });
    return options;
  }

  private static Optional<MinedNote> built(String packageName, String type, Expression value) {
    String key = "";
    String text = "";
    for (MethodCallExpr call : value.findAll(MethodCallExpr.class)) {
      if (call.getNameAsString().equals("key") && call.getArguments().size() == 1) {
        key = literals(call.getArgument(0));
      } else if (call.getNameAsString().equals("withDescription")
          && call.getArguments().size() == 1) {
        text = literals(call.getArgument(0));
      }
    }
    return key.isEmpty() || text.isEmpty()
        ? Optional.empty()
        : Optional.of(new MinedNote("option", packageName, type, key, text));
  }

  /** The string literals of an expression in order; what is not literal is left out. */
  private static String literals(Expression expression) {
    String joined =
        expression.findAll(StringLiteralExpr.class).stream()
            .map(StringLiteralExpr::asString)
            .collect(Collectors.joining(" "));
    return JavadocText.plain(joined.replace("%s", " "));
  }
}

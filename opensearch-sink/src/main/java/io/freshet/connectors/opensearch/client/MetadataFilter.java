/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.annotation.Internal;

/**
 * A condition on the metadata of documents; those without the field never meet it. Values are
 * compared by the type that the index gives the field, else as texts, so that ranges are right for
 * what sorts as text, such as dates in ISO form or numbers of one length. Immutable.
 */
@Internal
public sealed interface MetadataFilter {

  /** How people write a condition. */
  Pattern FORM = Pattern.compile("([^=<>]+)(=|>=|<=)(.*)", Pattern.DOTALL);

  /** The field within the metadata. */
  String field();

  /** What it is compared with. */
  String value();

  /** The field has the value. */
  record Equal(String field, String value) implements MetadataFilter {}

  /** The field's value is the given one or comes after it. */
  record AtLeast(String field, String value) implements MetadataFilter {}

  /** The field's value is the given one or comes before it. */
  record AtMost(String field, String value) implements MetadataFilter {}

  /**
   * A condition as people write it: {@code field=value}, {@code field>=value} or {@code
   * field<=value}.
   *
   * @throws IllegalArgumentException where the text is none of them
   */
  static MetadataFilter parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not allowed; expected FIELD=VALUE, >= or <=");
    }
    String field = matcher.group(1).strip();
    String value = matcher.group(3).strip();
    return switch (matcher.group(2)) {
      case ">=" -> new AtLeast(field, value);
      case "<=" -> new AtMost(field, value);
      default -> new Equal(field, value);
    };
  }

  /**
   * Adds it to the conditions of a query.
   *
   * @param types of fields, by the index
   */
  default void addTo(ArrayNode conditions, Map<String, MetadataType> types) {
    String object = types.containsKey(field()) ? DocumentFields.TYPED : DocumentFields.METADATA;
    String path = object + "." + field();
    ObjectNode condition = conditions.addObject();
    if (this instanceof AtLeast) {
      condition.putObject("range").putObject(path).put("gte", value());
    } else if (this instanceof AtMost) {
      condition.putObject("range").putObject(path).put("lte", value());
    } else {
      condition.putObject("term").put(path, value());
    }
  }
}

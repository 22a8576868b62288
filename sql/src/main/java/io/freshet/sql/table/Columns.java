/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

import io.freshet.connectors.NearestKey;
import io.freshet.sql.options.OpenSearchOptions;
import io.freshet.sql.options.OptionNames;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;

/**
 * The columns of a table and what they mean. Immutable.
 *
 * @param type of the rows
 * @param key positions of the columns that make the document's id
 * @param vector the column of vectors, if the table has one
 */
public record Columns(RowType type, List<Integer> key, Optional<Vector> vector) {

  /**
   * A column of vectors.
   *
   * @param position among the columns
   * @param dimension numbers of a vector
   */
  public record Vector(int position, String name, int dimension) implements Serializable {}

  /** Keeps a copy of the key. */
  public Columns {
    key = List.copyOf(key);
  }

  /**
   * Reads them.
   *
   * @param key positions of the columns of the primary key
   * @throws ValidationException naming what is wrong
   */
  public static Columns of(RowType type, int[] key, ReadableConfig options) {
    if (key.length == 0) {
      throw new ValidationException(
          "a table in OpenSearch needs a key, which becomes the id of documents; add PRIMARY KEY"
              + " (..) NOT ENFORCED");
    }
    for (int position : key) {
      if (!isKey(type.getTypeAt(position))) {
        throw new ValidationException(
            "column '%s' of type %s cannot be the key; use a text, a whole number or a boolean"
                .formatted(type.getFieldNames().get(position), type.getTypeAt(position)));
      }
    }
    return new Columns(type, IntStream.of(key).boxed().toList(), vector(type, options));
  }

  private static boolean isKey(LogicalType type) {
    return switch (type.getTypeRoot()) {
      case CHAR, VARCHAR, BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL -> true;
      default -> false;
    };
  }

  private static Optional<Vector> vector(RowType type, ReadableConfig options) {
    Optional<Integer> position =
        options
            .getOptional(OpenSearchOptions.VECTOR_COLUMN)
            .map(name -> position(type, OpenSearchOptions.VECTOR_COLUMN, name))
            .or(() -> onlyVector(type));
    if (position.isEmpty()) {
      return Optional.empty();
    }
    String name = type.getFieldNames().get(position.get());
    if (!isVector(type.getTypeAt(position.get()))) {
      throw OptionNames.wrong(
          OpenSearchOptions.VECTOR_COLUMN, "column '" + name + "' is no ARRAY<FLOAT>");
    }
    int dimension = options.getOptional(OpenSearchOptions.VECTOR_DIMENSION).orElse(0);
    // Of generations, the version that serves tells.
    if (dimension < 1 && !SearchSources.followsAlias(options)) {
      throw OptionNames.wrong(
          OpenSearchOptions.VECTOR_DIMENSION,
          "say how many numbers the vectors of column '%s' have, as '384'".formatted(name));
    }
    return Optional.of(new Vector(position.get(), name, dimension));
  }

  private static Optional<Integer> onlyVector(RowType type) {
    List<Integer> all =
        IntStream.range(0, type.getFieldCount())
            .filter(i -> isVector(type.getTypeAt(i)))
            .boxed()
            .toList();
    if (all.size() > 1) {
      throw OptionNames.wrong(
          OpenSearchOptions.VECTOR_COLUMN,
          "several columns are ARRAY<FLOAT>; name the one that has the vectors");
    }
    return all.stream().findFirst();
  }

  private static boolean isVector(LogicalType type) {
    return type instanceof ArrayType array
        && array.getElementType().getTypeRoot() == LogicalTypeRoot.FLOAT;
  }

  /**
   * The position of a column that an option names.
   *
   * @throws ValidationException naming the option and the nearest column where there is none
   */
  public static int position(RowType type, ConfigOption<?> option, String name) {
    int position = type.getFieldIndex(name);
    if (position < 0) {
      throw OptionNames.wrong(
          option,
          "there is no column '%s'; did you mean '%s'?"
              .formatted(name, NearestKey.of(name, type.getFieldNames()).orElse("")));
    }
    return position;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the values of a field of the metadata are, so that filters compare them as such. */
public enum MetadataType {
  /** A whole number of 64 bits. */
  LONG("long", "a whole number"),
  /** A finite number. */
  DOUBLE("double", "a number"),
  /** True or false. */
  BOOLEAN("boolean", "true or false"),
  /** A day or an instant: ISO-8601, in UTC where it has no offset, or milliseconds since 1970. */
  DATE("date", "a date such as 2026-05-01 or 2026-05-01T10:00:00Z"),
  /** One text. */
  KEYWORD("keyword", "a text"),
  /** Texts, separated by commas, each of which a filter finds. */
  KEYWORDS("keyword", "texts, separated by commas");

  private final String mapping;
  private final String description;

  MetadataType(String mapping, String description) {
    this.mapping = mapping;
    this.description = description;
  }

  /** OpenSearch's type of the field. */
  public String mapping() {
    return mapping;
  }

  /** What its values are, for people. */
  public String description() {
    return description;
  }

  /** As it stands in the configuration and in an index. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The type of a word.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static MetadataType of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /**
   * A value as an index keeps it.
   *
   * @throws IllegalArgumentException if the text is no value of the type
   */
  public Object parse(String text) {
    return switch (this) {
      case LONG -> Long.parseLong(text.strip());
      case DOUBLE -> finite(Double.parseDouble(text.strip()));
      case BOOLEAN -> truth(text.strip());
      case DATE -> milliseconds(text.strip());
      case KEYWORD -> text;
      case KEYWORDS -> parts(text);
    };
  }

  /** Whether a text is a value of the type. */
  public boolean takes(String text) {
    try {
      Object unused = parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static double finite(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("not finite");
    }
    return number;
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static List<String> parts(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private static long milliseconds(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return instant(text);
    }
  }

  private static long instant(String text) {
    try {
      if (text.indexOf('T') < 0) {
        return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
      }
      TemporalAccessor time =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              text, OffsetDateTime::from, LocalDateTime::from);
      return time instanceof OffsetDateTime offset
          ? offset.toInstant().toEpochMilli()
          : LocalDateTime.from(time).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("no date", e);
    }
  }
}

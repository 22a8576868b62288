/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

import java.text.Normalizer;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Splits text into words exactly as the normaliser and pre-tokenizer that {@link
 * TokenizerJson#code} writes: camel case apart, control characters away, Chinese characters apart,
 * accents away, lower case, then white space, punctuation and digits apart. Stateless.
 */
final class WordSplitter {
  private static final Pattern CAMEL_CASE = Pattern.compile(TokenizerJson.CAMEL_CASE);

  private WordSplitter() {}

  /** Puts a space where camel case falls apart; leaves everything else as it is. */
  static String splitCamelCase(String text) {
    if (!ascii(text)) {
      return CAMEL_CASE.matcher(text).replaceAll(" ");
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    int copied = 0;
    for (int i = 1; i < text.length(); i++) {
      if (upper(text.charAt(i))) {
        char before = text.charAt(i - 1);
        boolean lowerNext = i + 1 < text.length() && lower(text.charAt(i + 1));
        if (lower(before) || digit(before) || (upper(before) && lowerNext)) {
          out.append(text, copied, i).append(' ');
          copied = i;
        }
      }
    }
    return copied == 0 ? text : out.append(text, copied, text.length()).toString();
  }

  /** Hands each word of a text to the consumer, in order. */
  static void split(String text, Consumer<String> words) {
    String apart = splitCamelCase(text);
    String normal = ascii(apart) ? normalizeAscii(apart) : normalize(apart);
    int start = -1;
    boolean digits = false;
    for (int i = 0; i < normal.length(); ) {
      int c = normal.codePointAt(i);
      int next = i + Character.charCount(c);
      boolean alone = punctuation(c);
      boolean number = numeric(c);
      if (start >= 0 && (whiteSpace(c) || alone || number != digits)) {
        words.accept(normal.substring(start, i));
        start = -1;
      }
      if (alone) {
        words.accept(normal.substring(i, next));
      } else if (!whiteSpace(c) && start < 0) {
        start = i;
        digits = number;
      }
      i = next;
    }
    if (start >= 0) {
      words.accept(normal.substring(start));
    }
  }

  private static boolean ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** The same as {@link #normalize} for text without any other characters, much faster. */
  private static String normalizeAscii(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (upper(c)) {
        out.append((char) (c + 32));
      } else if (c == '\t' || c == '\n' || c == '\r') {
        out.append(' ');
      } else if (c >= ' ' && c != 0x7f) {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean upper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean lower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String normalize(String text) {
    StringBuilder clean = new StringBuilder(text.length() + 16);
    text.codePoints()
        .filter(c -> !dropped(c))
        .map(c -> whiteSpace(c) ? ' ' : c)
        .forEach(
            c -> {
              if (chinese(c)) {
                clean.append(' ').appendCodePoint(c).append(' ');
              } else {
                clean.appendCodePoint(c);
              }
            });
    StringBuilder out = new StringBuilder(clean.length());
    Normalizer.normalize(clean, Normalizer.Form.NFD)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        // One character at a time, since the rule for a final sigma looks at its neighbours.
        .forEach(c -> out.append(Character.toString(c).toLowerCase(Locale.ROOT)));
    return out.toString();
  }

  private static boolean dropped(int c) {
    if (c == 0 || c == 0xfffd) {
      return true;
    }
    if (c == '\t' || c == '\n' || c == '\r') {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
      default -> false;
    };
  }

  private static boolean whiteSpace(int c) {
    return c == ' '
        || (c >= '\t' && c <= '\r')
        || c == 0x85
        || (c >= 0xa0
            && switch (Character.getType(c)) {
              case Character.SPACE_SEPARATOR,
                  Character.LINE_SEPARATOR,
                  Character.PARAGRAPH_SEPARATOR ->
                  true;
              default -> false;
            });
  }

  private static boolean punctuation(int c) {
    if (c < 0x80) {
      return c > ' '
          && c != 0x7f
          && !(c >= '0' && c <= '9')
          && !(c >= 'A' && c <= 'Z')
          && !(c >= 'a' && c <= 'z');
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  private static boolean numeric(int c) {
    if (c < 0x80) {
      return c >= '0' && c <= '9';
    }
    return switch (Character.getType(c)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> false;
    };
  }

  private static boolean chinese(int c) {
    return (c >= 0x4e00 && c <= 0x9fff)
        || (c >= 0x3400 && c <= 0x4dbf)
        || (c >= 0x20000 && c <= 0x2a6df)
        || (c >= 0x2a700 && c <= 0x2b73f)
        || (c >= 0x2b740 && c <= 0x2b81f)
        || (c >= 0x2b920 && c <= 0x2ceaf)
        || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0x2f800 && c <= 0x2fa1f);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.mining;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Javadoc comment says, as plain text.
 *
 * @param sentence its first sentence, or the empty string
 * @param parameters descriptions by parameter, without type parameters
 */
public record JavadocText(String sentence, Map<String, String> parameters) {
  static final JavadocText NONE = new JavadocText("", Map.of());

  private static final Pattern MARGIN = Pattern.compile("(?m)^[ \\t]*\\*+[ \\t]?");
  private static final Pattern BLOCK_TAG = Pattern.compile("(?m)^[ \\t]*@(\\w+)[ \\t]*");
  private static final Pattern VERBATIM =
      Pattern.compile("\\{@(?:code|literal)\\s+([^{}]*)\\}", Pattern.DOTALL);
  private static final Pattern LINK =
      Pattern.compile("\\{@link(?:plain)?\\s+([^\\s{}(]+)(?:\\([^)]*\\))?([^{}]*)\\}");
  private static final Pattern OTHER_TAG = Pattern.compile("\\{@\\w+[^{}]*\\}");
  private static final Pattern BREAK =
      Pattern.compile("(?i)<(?:p|ul|ol|li|pre|br|table|h\\d|blockquote|dl)\\b[^>]*>|\\n\\s*\\n");
  private static final Pattern HTML = Pattern.compile("</?[a-zA-Z][^<>]*>");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern ABBREVIATED =
      Pattern.compile("(?i)(?:^|.*[\\s(])(?:e\\.g|i\\.e|etc|vs|cf|approx|incl|resp)");

  /** Reads the inside of a comment, between the slashes and stars that open and close it. */
  static JavadocText of(String comment) {
    String content = MARGIN.matcher(comment.replace("\r", "")).replaceAll("");
    Matcher tag = BLOCK_TAG.matcher(content);
    int end = tag.find() ? tag.start() : content.length();
    return new JavadocText(firstSentence(content.substring(0, end)), parameters(content));
  }

  /** Text without tags, entities and line breaks. */
  static String plain(String text) {
    String plain = withoutInlineTags(text);
    plain = HTML.matcher(plain).replaceAll(" ");
    plain =
        plain
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#64;", "@")
            .replace("&#39;", "'")
            .replace("&nbsp;", " ")
            .replace("&amp;", "&");
    return SPACE.matcher(plain).replaceAll(" ").strip();
  }

  private static String firstSentence(String description) {
    Matcher broken = BREAK.matcher(description.strip());
    String paragraph = description.strip();
    while (broken.find()) {
      String before = paragraph.substring(0, broken.start());
      if (!before.isBlank()) {
        paragraph = before;
        break;
      }
    }
    if (paragraph.contains("{@inheritDoc}")) {
      return "";
    }
    String plain = plain(paragraph);
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      boolean stops = c == '.' || c == '!' || c == '?';
      boolean lastOfWord = i + 1 == plain.length() || plain.charAt(i + 1) == ' ';
      if (stops && lastOfWord && !ABBREVIATED.matcher(plain.substring(0, i)).matches()) {
        return plain.substring(0, i + 1);
      }
    }
    return plain;
  }

  private static Map<String, String> parameters(String content) {
    Map<String, String> parameters = new LinkedHashMap<>();
    Matcher tag = BLOCK_TAG.matcher(content);
    int from = tag.find() ? tag.start() : content.length();
    while (from < content.length()) {
      String kind = tag.group(1);
      int begin = tag.end();
      int end = tag.find() ? tag.start() : content.length();
      String[] words = content.substring(begin, end).strip().split("\\s+", 2);
      if (kind.equals("param") && words.length == 2 && !words[0].startsWith("<")) {
        String description = plain(BREAK.matcher(words[1]).replaceAll(" "));
        if (!description.isEmpty()) {
          parameters.put(words[0], description);
        }
      }
      from = end;
    }
    return parameters;
  }

  private static String withoutInlineTags(String text) {
    String plain = text;
    // Tags nest a few levels at most; what is left after these is dropped.
    for (int level = 0; level < 3 && plain.contains("{@"); level++) {
      plain = VERBATIM.matcher(plain).replaceAll(m -> literal(m.group(1)));
      plain = LINK.matcher(plain).replaceAll(m -> literal(linkText(m)));
    }
    return OTHER_TAG.matcher(plain).replaceAll(" ");
  }

  /** What stands in a tag is no HTML. */
  private static String literal(String text) {
    return Matcher.quoteReplacement(text.replace("<", "&lt;").replace(">", "&gt;"));
  }

  private static String linkText(MatchResult link) {
    String label = link.group(2).strip();
    if (!label.isEmpty()) {
      return label;
    }
    String target = link.group(1);
    String member = target.startsWith("#") ? target.substring(1) : target.replace('#', '.');
    int type = member.lastIndexOf('.', member.lastIndexOf('.') - 1);
    return type < 0 ? member : member.substring(type + 1);
  }
}

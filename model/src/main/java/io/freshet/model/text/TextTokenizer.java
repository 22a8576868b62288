/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import ai.djl.util.Utils;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Texts to token ids, by the tokenizer of a model folder. Thread-safe. Truncates by itself, at the
 * end unless the folder says otherwise, and keeps the special tokens; never pads; never reaches for
 * the network.
 */
public final class TextTokenizer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TEXTS_A_CALL = 64;

  /** More than a token of text or code has on average. */
  private static final int CHARACTERS_A_TOKEN = 8;

  private static final char REPLACEMENT = '\ufffd';

  private final HuggingFaceTokenizer tokenizer;
  private final long padId;
  private final boolean keepsEnd;
  private final boolean splitsCamelCase;
  private final boolean wordByWord;
  private final int leading;
  private final int trailing;
  private final List<Long> opening;

  private TextTokenizer(
      HuggingFaceTokenizer tokenizer, TokenizerFile file, boolean splitsCamelCase) {
    this.tokenizer = tokenizer;
    this.splitsCamelCase = splitsCamelCase;
    this.wordByWord = file.json().path("model").path("type").asText().equals("WordPiece");
    this.padId = file.padId();
    this.keepsEnd = file.keepsEnd();
    Encoding letter = tokenizer.encode("a");
    long[] special = letter.getSpecialTokenMask();
    int before = 0;
    while (before < special.length && special[before] == 1) {
      before++;
    }
    int after = 0;
    while (after < special.length - before && special[special.length - 1 - after] == 1) {
      after++;
    }
    this.leading = before;
    this.trailing = after;
    this.opening = Arrays.stream(letter.getIds()).limit(before).boxed().toList();
  }

  /**
   * Opens the tokenizer of a model folder: its {@code tokenizer.json}, or BERT's over its {@code
   * vocab.txt}.
   *
   * @throws IOException if there is none, or it cannot be read
   */
  public static TextTokenizer open(Path modelFolder) throws IOException {
    return open(TokenizerFile.read(modelFolder), modelFolder.toString());
  }

  /**
   * Opens a tokenizer.
   *
   * @param where it was read, for messages
   * @throws IOException if it cannot be used
   */
  public static TextTokenizer open(TokenizerFile file, String where) throws IOException {
    // Tokenizing needs no GPU; left alone, the library would look for a build for one and fetch it.
    String flavor = Utils.getEnvOrSystemProperty("RUST_FLAVOR");
    if (flavor == null || flavor.isEmpty()) {
      System.setProperty("RUST_FLAVOR", "cpu");
    }
    ObjectNode json = file.json().deepCopy();
    if (file.lowerCase()) {
      TokenizerRules.lowerCase(json);
    }
    // The expression for camel case is slow there; here it is a loop over characters.
    boolean splitsCamelCase = TokenizerJson.removeCamelCase(json);
    // From a stream, since from a folder the library would apply rules of its own on top.
    try (ByteArrayInputStream bytes = new ByteArrayInputStream(JSON.writeValueAsBytes(json))) {
      return new TextTokenizer(
          HuggingFaceTokenizer.newInstance(
              bytes, Map.of("addSpecialTokens", "true", "truncation", "false", "padding", "false")),
          file,
          splitsCamelCase);
    } catch (RuntimeException e) {
      throw new IOException("the tokenizer of " + where + " cannot be loaded", e);
    }
  }

  /**
   * Returns the ids of each text, in order, special tokens included, at most {@code maxLength} a
   * text. A text without any token, which a tokenizer without special tokens makes of an empty one,
   * becomes the padding token, so that each text has an embedding. Half a surrogate pair counts as
   * the replacement character.
   *
   * @throws IllegalArgumentException if {@code maxLength} leaves no room between the special tokens
   */
  public List<long[]> tokenize(List<String> texts, int maxLength) {
    if (maxLength <= leading + trailing) {
      throw new IllegalArgumentException(
          "a length of %d tokens leaves no room beside %d special tokens"
              .formatted(maxLength, leading + trailing));
    }
    // Most of a long text would be tokenized only to be thrown away: its beginning is tried first.
    List<long[]> ids =
        encode(texts.stream().map(text -> beginning(text, maxLength)).toList(), maxLength);
    List<Integer> tooShort = new ArrayList<>();
    List<String> whole = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      if (ids.get(i).length < maxLength && beginning(text, maxLength).length() < text.length()) {
        tooShort.add(i);
        whole.add(text);
      }
    }
    List<long[]> again = encode(whole, maxLength);
    for (int i = 0; i < whole.size(); i++) {
      ids.set(tooShort.get(i), again.get(i));
    }
    ids.replaceAll(row -> row.length == 0 ? new long[] {padId} : row);
    return ids;
  }

  /**
   * Returns the ids of each text, in order, whole and without special tokens; none of an empty
   * text.
   */
  public List<long[]> pieces(List<String> texts) {
    return encode(texts, Integer.MAX_VALUE, false);
  }

  /** Returns the special tokens that stand before every text. */
  public List<Long> opening() {
    return opening;
  }

  private List<long[]> encode(List<String> texts, int maxLength) {
    return encode(texts, maxLength, true);
  }

  private List<long[]> encode(List<String> texts, int maxLength, boolean special) {
    List<long[]> ids = new ArrayList<>(texts.size());
    for (int from = 0; from < texts.size(); from += TEXTS_A_CALL) {
      String[] part =
          texts.subList(from, Math.min(texts.size(), from + TEXTS_A_CALL)).stream()
              .map(this::prepare)
              .toArray(String[]::new);
      // Past the library's own result objects, which copy each token's text and place as well: a
      // third of the processor time.
      for (long encoding :
          TokenizersLibrary.LIB.batchEncode(tokenizer.getHandle(), part, special)) {
        try {
          ids.add(truncate(TokenizersLibrary.LIB.getTokenIds(encoding), maxLength));
        } finally {
          TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
      }
    }
    return ids;
  }

  /** Returns whole words that are likely to fill the length, of a text cut at a space. */
  private String beginning(String text, int maxLength) {
    // Long, since a caller may mean "no limit" by the largest int.
    long enough = (long) CHARACTERS_A_TOKEN * maxLength;
    if (!wordByWord || keepsEnd || text.length() <= enough) {
      return text;
    }
    int space = text.indexOf(' ', (int) enough);
    return space < 0 ? text : text.substring(0, space);
  }

  /**
   * Returns how many tokens a prompt puts in front of a text, leading special tokens included: as
   * many as it is alone, without the special token that ends it.
   */
  public int promptTokens(String prompt) {
    int alone = encode(List.of(prompt), Integer.MAX_VALUE).get(0).length;
    return Math.max(0, alone - Math.min(trailing, 1));
  }

  /** Returns the id that padding carries. */
  public long padId() {
    return padId;
  }

  /** Pads rows of ids on the right to the longest of them. */
  public static TokenBatch pad(List<long[]> ids, long padId) {
    int length = 0;
    for (long[] row : ids) {
      length = Math.max(length, row.length);
    }
    long[] padded = new long[ids.size() * length];
    long[] mask = new long[padded.length];
    Arrays.fill(padded, padId);
    for (int i = 0; i < ids.size(); i++) {
      long[] row = ids.get(i);
      System.arraycopy(row, 0, padded, i * length, row.length);
      Arrays.fill(mask, i * length, i * length + row.length, 1);
    }
    return new TokenBatch(padded, mask, ids.size(), length);
  }

  /** Releases the native tokenizer; no call may be under way. */
  @Override
  public void close() {
    tokenizer.close();
  }

  private String prepare(String text) {
    String whole = wellFormed(text);
    return splitsCamelCase ? WordSplitter.splitCamelCase(whole) : whole;
  }

  /** Replaces halves of surrogate pairs, of which the native tokenizer would make nothing sound. */
  private static String wellFormed(String text) {
    StringBuilder fixed = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      if (fixed == null) {
        fixed = new StringBuilder(text);
      }
      fixed.setCharAt(i, REPLACEMENT);
    }
    return fixed == null ? text : fixed.toString();
  }

  private long[] truncate(long[] ids, int maxLength) {
    if (ids.length <= maxLength) {
      return ids;
    }
    long[] cut = Arrays.copyOf(ids, maxLength);
    int kept = keepsEnd ? maxLength - leading : trailing;
    System.arraycopy(ids, ids.length - kept, cut, maxLength - kept, kept);
    return cut;
  }
}

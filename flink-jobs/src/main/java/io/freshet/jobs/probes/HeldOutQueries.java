/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.probes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.evaluation.beir.BeirFolder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The judged queries of the probe sets, which must not be trained on. An example leaks where its
 * query or one of its positives is the text of such a query, letter case and white space aside, or
 * where it has the id of a query of its own task's probe set. Immutable and thread-safe.
 */
public final class HeldOutQueries {
  private static final int FORM = 1;

  private final HashMap<String, ArrayList<Query>> byText = new HashMap<>();
  private final HashMap<Query, Query> byId = new HashMap<>();
  private int longest;

  /**
   * A judged query.
   *
   * @param set the probe set, named as its task
   */
  public record Query(String set, String id) {
    @Override
    public String toString() {
      return set + "/" + id;
    }
  }

  private HeldOutQueries() {}

  /** Holds nothing out. */
  public static HeldOutQueries none() {
    return new HeldOutQueries();
  }

  /**
   * The judged queries of probe sets.
   *
   * @param sets BEIR folders by task
   * @throws UncheckedIOException if they cannot be read
   */
  public static HeldOutQueries of(Map<String, Path> sets) {
    HeldOutQueries all = new HeldOutQueries();
    for (Map.Entry<String, Path> set : sets.entrySet()) {
      try {
        BeirFolder folder = BeirFolder.open(set.getValue());
        Map<String, String> texts = folder.queries();
        for (String id : folder.judgments(ProbeSets.SPLIT).keySet()) {
          all.add(new Query(set.getKey(), id), texts.getOrDefault(id, ""));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the probe set " + set.getValue() + " cannot be read", e);
      }
    }
    return all;
  }

  /** Queries by their texts, to look for them as the training job looks for judged ones. */
  public static HeldOutQueries ofTexts(Map<Query, String> texts) {
    HeldOutQueries all = new HeldOutQueries();
    texts.forEach(all::add);
    return all;
  }

  /** The queries as bytes that {@link #fromBytes} reads; equal queries give equal bytes. */
  public byte[] toBytes() {
    TreeMap<String, Query> sorted = new TreeMap<>();
    byId.keySet().forEach(query -> sorted.put(query.set() + "\n" + query.id(), query));
    Map<Query, String> texts = new HashMap<>();
    byText.forEach((text, queries) -> queries.forEach(query -> texts.put(query, text)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORM);
      out.writeInt(sorted.size());
      for (Query query : sorted.values()) {
        out.writeUTF(query.set());
        out.writeUTF(query.id());
        byte[] text = texts.getOrDefault(query, "").getBytes(UTF_8);
        out.writeInt(text.length);
        out.write(text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * The queries of bytes.
   *
   * @throws IOException where the bytes are in a form that this release does not know
   */
  public static HeldOutQueries fromBytes(byte[] bytes) throws IOException {
    HeldOutQueries all = new HeldOutQueries();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int form = in.readInt();
      if (form != FORM) {
        throw new IOException("held-out queries in the unknown form " + form);
      }
      for (int i = in.readInt(); i > 0; i--) {
        Query query = new Query(in.readUTF(), in.readUTF());
        all.add(query, new String(in.readNBytes(in.readInt()), UTF_8));
      }
    }
    return all;
  }

  /** A text without what does not tell queries apart: letter case and white space. */
  public static String normal(String text) {
    return normal(text, Integer.MAX_VALUE);
  }

  private void add(Query query, String text) {
    String normal = normal(text);
    byId.put(query, query);
    if (!normal.isEmpty()) {
      byText.computeIfAbsent(normal, unused -> new ArrayList<>()).add(query);
      longest = Math.max(longest, normal.length());
    }
  }

  /** How many queries are held out. */
  public int size() {
    return byId.size();
  }

  /** The queries that training on an example would leak, in the order of its texts. */
  public Set<Query> leaks(TrainingExample example) {
    Set<Query> leaks = new LinkedHashSet<>();
    if (byId.isEmpty()) {
      return leaks;
    }
    Query own = byId.get(new Query(example.task(), example.id()));
    if (own != null) {
      leaks.add(own);
    }
    leaks.addAll(ofText(example.query()));
    for (TextItem positive : example.positives()) {
      leaks.addAll(ofText(positive.text()));
    }
    return leaks;
  }

  private List<Query> ofText(String text) {
    String normal = normal(text, longest);
    return normal.length() > longest
        ? List.of()
        : List.copyOf(byText.getOrDefault(normal, new ArrayList<>()));
  }

  /**
   * Lower case, with single spaces; given up once it is longer than {@code limit}, for long texts
   * are many and queries short.
   */
  static String normal(String text, int limit) {
    StringBuilder normal = new StringBuilder();
    boolean gap = false;
    for (int i = 0; i < text.length() && normal.length() <= limit; i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        gap = true;
      } else {
        if (gap && !normal.isEmpty()) {
          normal.append(' ');
        }
        gap = false;
        normal.append(c);
      }
    }
    return normal.toString().toLowerCase(Locale.ROOT);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes small test collections. */
public final class Collection {
  private static final JsonMapper JSON = new JsonMapper();

  private Collection() {}

  /** A BEIR folder whose texts are the ids. */
  public static BeirFolder write(
      Path folder,
      Iterable<String> documents,
      Iterable<String> queries,
      Map<String, Map<String, Integer>> judgments)
      throws IOException {
    Files.createDirectories(folder.resolve("qrels"));
    Files.write(folder.resolve("corpus.jsonl"), rows(documents));
    Files.write(folder.resolve("queries.jsonl"), rows(queries));
    List<String> lines = new ArrayList<>(List.of("query-id\tcorpus-id\tscore"));
    judgments.forEach(
        (query, grades) ->
            grades.forEach((document, grade) -> lines.add(query + "\t" + document + "\t" + grade)));
    Files.write(folder.resolve("qrels/test.tsv"), lines);
    return BeirFolder.open(folder);
  }

  private static List<String> rows(Iterable<String> ids) throws IOException {
    List<String> rows = new ArrayList<>();
    for (String id : ids) {
      rows.add(JSON.writeValueAsString(Map.of("_id", id, "title", "", "text", id)));
    }
    return rows;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.terminal.Table;
import io.freshet.evaluation.comparison.PairedComparison;
import io.freshet.evaluation.mapping.DriftReport;
import io.freshet.evaluation.mapping.DriftReports;
import io.freshet.evaluation.mapping.Gain;
import io.freshet.evaluation.mapping.MappedScore;
import io.freshet.evaluation.mapping.SearchScore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The drift between versions on one collection, for people and for programs. Not thread-safe. */
final class DriftTable {
  private final String collection;
  private final int queries;
  private final int documents;
  private final List<Row> rows = new ArrayList<>();

  DriftTable(String collection, int queries, int documents) {
    this.collection = collection;
    this.queries = queries;
    this.documents = documents;
  }

  /** A version and where it lies. */
  record Version(Path folder, String digest) {
    String name() {
      return String.valueOf(folder.getFileName());
    }
  }

  private record Row(Version from, Version to, DriftReport report) {}

  void add(Version from, Version to, DriftReport report) {
    rows.add(new Row(from, to, report));
  }

  void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s: %,d queries, %,d documents; maps fitted on %s%n",
        collection,
        queries,
        documents,
        fitted());
    Table searches =
        Table.of(
            "INDEX",
            "VERSION",
            "QUERIES",
            "nDCG@10",
            "MRR@10",
            "RECALL@10",
            "KEPT",
            "SAME 10",
            "us/QUERY");
    rows.forEach(row -> searches(searches, row));
    searches.print(out);
    out.println();
    Table summary =
        Table.of(
            "INDEX",
            "VERSION",
            "COSINE",
            "OF QUERIES",
            "FORMER",
            "UNMAPPED",
            "MAPPED",
            "ENCODED",
            "KEPT",
            "MAP",
            "GAIN",
            "95 %",
            "THE MAP");
    rows.forEach(row -> summary(summary, row));
    summary.print(out);
    out.println();
    out.flush();
  }

  /** The same for all, as all see the same collection. */
  private String fitted() {
    DriftReport report = rows.get(0).report();
    return String.format(
        Locale.ROOT,
        "%,d, %s of them relevant to a query",
        report.fittedOn(),
        report.relevantOfThem() == 0
            ? "none"
            : String.format(Locale.ROOT, "%,d", report.relevantOfThem()));
  }

  private static void searches(Table table, Row row) {
    DriftReport report = row.report();
    search(table, row, "former", report.former(), "");
    report.unmapped().ifPresent(as -> search(table, row, "unmapped", as.score(), ""));
    for (int i = 0; i < report.mapped().size(); i++) {
      MappedScore mapped = report.mapped().get(i);
      search(
          table,
          row,
          name(mapped) + (i == report.chosen() ? " *" : ""),
          mapped.score(),
          String.format(Locale.ROOT, "%.1f", mapped.microseconds()));
    }
    search(table, row, "encoded again", report.reencoded(), "");
  }

  private static void search(
      Table table, Row row, String queries, SearchScore score, String microseconds) {
    List<Object> cells = new ArrayList<>(List.of(row.from().name(), row.to().name(), queries));
    DriftReports.METRICS.forEach(metric -> cells.add(number(score.mean(metric))));
    cells.add(percent(score.kept(row.report().reencoded())));
    cells.add(percent(score.overlap()));
    cells.add(microseconds);
    table.row(cells.toArray());
  }

  private static void summary(Table table, Row row) {
    DriftReport report = row.report();
    MappedScore best = report.best();
    Optional<DriftReport.Unmapped> unmapped = report.unmapped();
    PairedComparison gain = best.gain().comparison();
    table.row(
        row.from().name(),
        row.to().name(),
        unmapped.map(as -> number(as.documentCosine())).orElse(""),
        unmapped.map(as -> number(as.queryCosine())).orElse(""),
        number(report.former().mean(DriftReports.NDCG)),
        unmapped.map(as -> number(as.score().mean(DriftReports.NDCG))).orElse(""),
        number(best.score().mean(DriftReports.NDCG)),
        number(report.reencoded().mean(DriftReports.NDCG)),
        percent(best.score().kept(report.reencoded())),
        name(best),
        signed(gain.difference()),
        signed(gain.low()) + " to " + signed(gain.high()),
        switch (best.gain().verdict()) {
          case HELPS -> "helps";
          case HURTS -> "hurts";
          case UNDECIDED -> "cannot be told from none";
        });
  }

  private static String name(MappedScore mapped) {
    return mapped.fitted().kind().name().toLowerCase(Locale.ROOT);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.4f", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  ObjectNode toJson() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("queries", queries).put("documents", documents);
    ArrayNode reports = root.putArray("reports");
    for (Row row : rows) {
      DriftReport report = row.report();
      ObjectNode node = reports.addObject();
      version(node.putObject("index"), row.from());
      version(node.putObject("version"), row.to());
      node.put("fitted_on", report.fittedOn()).put("relevant_of_them", report.relevantOfThem());
      ObjectNode searches = node.putObject("searches");
      search(searches.putObject("former"), report.former(), report);
      report
          .unmapped()
          .ifPresent(
              as -> {
                node.put("document_cosine", as.documentCosine());
                node.put("query_cosine", as.queryCosine());
                ObjectNode search = searches.putObject("unmapped");
                search(search, as.score(), report);
                gain(search.putObject("gain"), as.gain());
              });
      for (MappedScore mapped : report.mapped()) {
        ObjectNode search = searches.putObject(name(mapped));
        search(search, mapped.score(), report);
        gain(search.putObject("gain"), mapped.gain());
        search
            .put("settings", mapped.fitted().settings())
            .put("held_out_overlap_10", mapped.fitted().heldOutShared())
            .put("held_out_cosine", mapped.fitted().heldOutCosine())
            .put("microseconds", mapped.microseconds());
      }
      search(searches.putObject("encoded_again"), report.reencoded(), report);
      node.put("map", name(report.best()));
    }
    return root;
  }

  private static void version(ObjectNode node, Version version) {
    node.put("folder", version.folder().toString()).put("digest", version.digest());
  }

  private static void search(ObjectNode node, SearchScore score, DriftReport report) {
    DriftReports.METRICS.forEach(metric -> node.put(metric, score.mean(metric)));
    node.put("kept", score.kept(report.reencoded())).put("overlap_10", score.overlap());
  }

  private static void gain(ObjectNode node, Gain gain) {
    node.put("difference", gain.comparison().difference())
        .put("low", gain.comparison().low())
        .put("high", gain.comparison().high())
        .put("verdict", gain.verdict().name().toLowerCase(Locale.ROOT));
  }
}

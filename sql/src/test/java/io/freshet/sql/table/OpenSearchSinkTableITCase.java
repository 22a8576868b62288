/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.sql.Sql;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A changelog by SQL into a real node, read without Freshet. */
@ExtendWith(ServersExtension.class)
class OpenSearchSinkTableITCase {
  private static String table(String url, String index, String more) {
    return """
        CREATE TEMPORARY TABLE t (
          id STRING, part INT, v ARRAY<FLOAT>, changed TIMESTAMP(3), n BIGINT,
          PRIMARY KEY (id, part) NOT ENFORCED
        ) WITH (
          'connector' = 'freshet-opensearch', 'hosts' = '%s', 'index' = '%s',
          'sink.missing-index' = 'create', 'vector.dimension' = '2'%s
        )"""
        .formatted(url, index, more);
  }

  @Test
  void theIndexHoldsTheTableThatAChangelogEndsAt(Servers servers) throws Exception {
    String url = servers.openSearch().url();
    String index = Servers.unique("changes");
    Sql sql = Sql.session(2);
    sql.run(
        table(url, index, ""),
        // Counts go up one by one: inserts, then updates; a text that leaves its group deletes it.
        """
        CREATE TEMPORARY VIEW counted AS
        SELECT id, CAST(COUNT(*) AS BIGINT) AS n FROM (VALUES
          ('a'), ('b'), ('a'), ('c'), ('a'), ('c')) AS r (id) GROUP BY id""",
        """
        INSERT INTO t SELECT id, 7, ARRAY[CAST(n AS FLOAT), CAST(0.5 AS FLOAT)],
          TIMESTAMP '2026-01-02 03:04:05', n FROM counted WHERE n <> 2""");
    List<JsonNode> documents = Sql.documents(url, index);
    assertThat(documents)
        .extracting(each -> each.path("_id").asText())
        .containsExactly("a_7", "b_7");
    JsonNode first = documents.get(0).path("_source");
    assertThat(first.path("id").asText()).isEqualTo("a");
    assertThat(first.path("v").toString()).isEqualTo("[3.0,0.5]");
    assertThat(first.path("n").asLong()).isEqualTo(3);
    assertThat(first.path("changed").asText()).isEqualTo("2026-01-02 03:04:05");
    JsonNode vector =
        Sql.call("GET", url + "/" + index + "/_mapping", "")
            .path(index)
            .path("mappings")
            .path("properties")
            .path("v");
    assertThat(vector.path("type").asText()).isEqualTo("knn_vector");
    assertThat(vector.path("dimension").asInt()).isEqualTo(2);
  }

  @Test
  void theColumnOfVersionsOrdersLateChanges(Servers servers) throws Exception {
    String url = servers.openSearch().url();
    String index = Servers.unique("versions");
    Sql sql = Sql.session(1);
    sql.run(
        table(url, index, ", 'sink.version-column' = 'n'"),
        """
        INSERT INTO t SELECT id, 1, CAST(NULL AS ARRAY<FLOAT>), CAST(NULL AS TIMESTAMP(3)), n FROM
          (VALUES ('late', CAST(9 AS BIGINT)), ('late', CAST(3 AS BIGINT))) AS r (id, n)""");
    JsonNode stored = Sql.call("GET", url + "/" + index + "/_doc/late_1", "");
    assertThat(stored.path("_version").asLong()).isEqualTo(9);
    assertThat(stored.path("_source").path("n").asLong()).isEqualTo(9);
  }

  @Test
  void aVectorOfAnotherDimensionIsRefused(Servers servers) throws Exception {
    String url = servers.openSearch().url();
    Sql sql = Sql.session(1).run(table(url, Servers.unique("refused"), ""));
    assertThatThrownBy(
            () ->
                sql.run(
                    """
                    INSERT INTO t VALUES ('a', 1, ARRAY[CAST(1 AS FLOAT)],
                      CAST(NULL AS TIMESTAMP(3)), CAST(1 AS BIGINT))"""))
        .hasStackTraceContaining(
            "the vector in column 'v' has 1 numbers, and 'vector.dimension' says 2");
  }
}

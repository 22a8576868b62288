/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.connectors.opensearch.generations.GenerationDocuments;
import io.freshet.connectors.opensearch.generations.IndexOperation;
import io.freshet.connectors.opensearch.generations.WriteSetIndices;
import io.freshet.connectors.records.Origin;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A write to a generation as lines of a bulk request. */
class GenerationLinesTest {

  @Test
  void itemsAreWrittenAsTwoLinesOfJson() throws Exception {
    IndexOperation.Put put =
        new IndexOperation.Put(
            "docs-g1-aaaaaaaa",
            "d\"1",
            7,
            "vector_aaaaaaaa",
            new float[] {0.5f, -1},
            "t",
            "line\nline",
            Map.of("b", "2", "a", "1"));
    String[] lines = lines(put);
    assertThat(lines).hasSize(3);
    assertThat(lines[2]).isEmpty();
    JsonNode action = new ObjectMapper().readTree(lines[0]).path("index");
    assertThat(action.path("_index").asText()).isEqualTo("docs-g1-aaaaaaaa-write");
    assertThat(action.path("version_type").asText()).isEqualTo("external_gte");
    assertThat(action.path("version").asLong()).isEqualTo(7);
    assertThat(action.path("require_alias").asBoolean()).isTrue();
    assertThat(action.path("_id").asText()).isEqualTo("d\"1");
    assertThat(lines[1])
        .isEqualTo(
            "{\"title\":\"t\",\"text\":\"line\\nline\",\"metadata\":{\"a\":\"1\",\"b\":\"2\"},"
                + "\"vector_aaaaaaaa\":[0.5,-1.0]}");
    assertThat(put.origin()).isEqualTo(new Origin("docs-g1-aaaaaaaa", 0, 7, -1));
    assertThat(lines(new IndexOperation.Tombstone("i", "d", 8))[1]).isEqualTo("{\"deleted\":true}");
    assertThatThrownBy(() -> new IndexOperation.Tombstone("i", "d", -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String[] lines(IndexOperation write) {
    WriteSetIndices indices = new WriteSetIndices("docs");
    var index = (DocumentOperation.Index) new GenerationDocuments().convert(write, Fixture.CONTEXT);
    BulkItem<IndexOperation> item =
        BulkItem.of(write, index, indices.indexOf(write), indices.requiresAlias());
    return new String(item.lines(), StandardCharsets.UTF_8).split("\n", -1);
  }
}

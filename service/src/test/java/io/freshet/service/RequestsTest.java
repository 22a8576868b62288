/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.connectors.opensearch.client.MetadataFilter;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.model.TextRole;
import io.freshet.service.http.Refusal;
import io.freshet.service.http.RequestBody;
import io.freshet.serving.Fusion;
import io.freshet.serving.QueryProfile;
import io.freshet.serving.SearchMode;
import io.freshet.serving.SearchPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bodies mean, and how wrong ones are refused. */
class RequestsTest {
  private static final QueryProfile CODE = new QueryProfile("code: ", 32);
  private static final TaskQueries TASKS = new TaskQueries(Map.of("code", CODE));
  private static final JsonMapper JSON = new JsonMapper();

  private static EmbeddingsRequest embeddings(String body) {
    return EmbeddingsRequest.parse(RequestBody.parse(body.getBytes(UTF_8)), TASKS, 3);
  }

  private static SearchRequest search(String body) {
    return SearchRequest.parse(RequestBody.parse(body.getBytes(UTF_8)), TASKS);
  }

  private static JsonNode refusal(Function<String, ?> parse, String body) throws Exception {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> parse.apply(body));
    assertThat(refusal).as(body).isNotNull();
    assertThat(refusal.status()).isEqualTo(400);
    return JSON.readTree(refusal.answer().body()).path("error");
  }

  @Test
  void oneTextOrSeveralAreDocumentsUnlessATaskIsNamed() {
    assertThat(embeddings("{'input': 'a'}".replace('\'', '"')))
        .isEqualTo(
            new EmbeddingsRequest(
                List.of("a"), TextRole.DOCUMENT, Optional.empty(), Optional.empty(), false));
    assertThat(
            embeddings(
                """
                {"input": ["a", "b"], "model": "text-embedding-3-small", "dimensions": 8,
                 "encoding_format": "base64", "user": "me", "kind": "query"}
                """))
        .isEqualTo(
            new EmbeddingsRequest(
                List.of("a", "b"), TextRole.QUERY, Optional.empty(), Optional.of(8), true));
  }

  @ParameterizedTest
  @CsvSource({"model", "task"})
  void aTaskMakesQueriesOfTheTexts(String field) {
    EmbeddingsRequest request = embeddings("{\"input\": \"a\", \"%s\": \"code\"}".formatted(field));
    assertThat(request.role()).isEqualTo(TextRole.QUERY);
    assertThat(request.task()).contains(CODE);
  }

  @Test
  void documentsAreTheSameWhateverTheNameOfTheModel() {
    EmbeddingsRequest request =
        embeddings("{\"input\": \"a\", \"model\": \"code\", \"kind\": \"document\"}");
    assertThat(request.role()).isEqualTo(TextRole.DOCUMENT);
    assertThat(request.task()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{} | input | input: must be given",
        "{\"input\": []} | input | input: has 0 texts; expected 1 to 3",
        "{\"input\": [\"a\", \"b\", \"c\", \"d\"]} | input | input: has 4 texts; expected 1 to 3",
        "{\"input\": \"\"} | input | input: every text must be a string that is not empty",
        "{\"input\": [\"a\", null]} | input | input: every text must be a string",
        "{\"input\": [1, 2]} | input | input: token ids are those of another tokenizer",
        "{\"input\": [[1, 2]]} | input | input: token ids are those of another tokenizer",
        "{\"input\": \"a\", \"dimensions\": 0} | dimensions | dimensions: 0 is not allowed",
        "{\"input\": \"a\", \"dimensions\": \"8\"} | dimensions | dimensions: \"8\" is not allowed",
        "{\"input\": \"a\", \"encoding_format\": \"hex\"} | encoding_format | 'hex' is not allowed; expected float, base64",
        "{\"input\": \"a\", \"task\": \"cod\"} | task | there is no task 'cod'; there are [code]",
        "{\"input\": \"a\", \"task\": \"code\", \"kind\": \"document\"} | task | is for queries",
        "{\"input\": \"a\", \"model\": 7} | model | model: must be a string, not 7"
      })
  void embeddingsThatCannotBeMadeAreRefusedByTheirField(String body, String field, String message)
      throws Exception {
    JsonNode error = refusal(RequestsTest::embeddings, body);
    assertThat(error.path("message").asText()).contains(message);
    assertThat(error.path("param").asText()).isEqualTo(field);
    assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
    assertThat(error.path("code").asText()).isEqualTo("invalid_value");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"not json | line 1", "[] | JSON object", "{} {} | no JSON", "'' | JSON"})
  void whatIsNoObjectIsRefused(String body, String message) throws Exception {
    JsonNode error = refusal(RequestsTest::embeddings, body);
    assertThat(error.path("message").asText()).contains(message);
    assertThat(error.path("param").isNull()).isTrue();
    assertThat(error.path("code").asText()).isEqualTo("invalid_json");
  }

  @Test
  void searchesHaveTheWordsOfTheCommand() {
    assertThat(search("{\"text\": \"a\"}"))
        .isEqualTo(new SearchRequest("a", Optional.empty(), SearchPlan.VECTORS, 10));
    assertThat(
            search(
                """
                {"text": "a", "task": "code", "k": 3, "mode": "hybrid", "fusion": "rrf",
                 "weight": 0.25, "filters": ["lang=en", "year>=2020"]}
                """))
        .isEqualTo(
            new SearchRequest(
                "a",
                Optional.of(CODE),
                new SearchPlan(
                    SearchMode.HYBRID,
                    new Fusion(Fusion.Method.RRF, 0.25),
                    List.of(
                        new MetadataFilter.Equal("lang", "en"),
                        new MetadataFilter.AtLeast("year", "2020"))),
                3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{} | text | text: must be given",
        "{\"text\": \" \"} | text | text: must be given",
        "{\"text\": \"a\", \"k\": 0} | k | k: 0 is not allowed; expected 1 to 10000",
        "{\"text\": \"a\", \"k\": 1.5} | k | k: 1.5 is not allowed",
        "{\"text\": \"a\", \"mode\": \"words\"} | mode | 'words' is not allowed; expected vector, bm25, hybrid",
        "{\"text\": \"a\", \"weight\": 0.5} | mode | fusion and weight are for hybrid",
        "{\"text\": \"a\", \"mode\": \"hybrid\", \"weight\": 2} | weight | expected 0 to 1",
        "{\"text\": \"a\", \"filters\": \"a=b\"} | filters | must be an array of strings",
        "{\"text\": \"a\", \"filters\": [\"a\"]} | filters | expected FIELD=VALUE, >= or <=",
        "{\"text\": \"a\", \"filter\": []} | filter | there is no such field; there are [filters, fusion, k,"
      })
  void searchesThatMakeNoSenseAreRefusedByTheirField(String body, String field, String message)
      throws Exception {
    JsonNode error = refusal(RequestsTest::search, body);
    assertThat(error.path("message").asText()).contains(message);
    assertThat(error.path("param").asText()).isEqualTo(field);
  }

  @Test
  void whatGoesWrongBehindTheRouteHasAStatusOfItsOwn() {
    assertStatus(new OpenSearchFailure(0, "", "secret address", null), 503, 5);
    assertStatus(new OpenSearchFailure(400, "filter", "the filter on 'a' says", null), 400, 0);
    assertStatus(new OpenSearchFailure(400, "other", "secret", null), 400, 0);
    assertStatus(new OpenSearchFailure(403, "other", "secret", null), 500, 0);
  }

  private static void assertStatus(Throwable failure, int status, int retryAfter) {
    Refusal refusal = new SearchFailures().refusal(failure).orElseThrow();
    assertThat(refusal.status()).as("%s", failure).isEqualTo(status);
    assertThat(refusal.getMessage()).doesNotContain("secret");
    assertThat(refusal.answer().headers())
        .isEqualTo(retryAfter == 0 ? Map.of() : Map.of("Retry-After", "" + retryAfter));
  }
}

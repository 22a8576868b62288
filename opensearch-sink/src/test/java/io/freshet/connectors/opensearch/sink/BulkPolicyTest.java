/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.connectors.opensearch.client.Backoff;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.Patience;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the sink decides without a cluster. */
class BulkPolicyTest {

  @ParameterizedTest
  @CsvSource({
    "200,'',Stored",
    "201,'',Stored",
    "409,version_conflict_engine_exception,Stale",
    "429,rejected_execution_exception,Retry",
    "408,'',Retry",
    "500,null_pointer_exception,Retry",
    "503,unavailable_shards_exception,Retry",
    "403,cluster_block_exception,Retry",
    "429,cluster_block_exception,Retry",
    "400,mapper_parsing_exception,Rejected",
    "413,'',Rejected",
    "404,index_not_found_exception,NoIndex",
    "401,'',Fatal",
    "403,security_exception,Fatal",
  })
  void statusesBecomeOutcomes(int status, String type, String outcome) {
    assertThat(ItemOutcome.of(status, type, "error").getClass().getSimpleName()).isEqualTo(outcome);
  }

  @Test
  void onlyOverloadAsksForLess() {
    assertThat(ItemOutcome.of(429, "", "e")).isEqualTo(new ItemOutcome.Retry(429, true, "e"));
    assertThat(ItemOutcome.of(500, "", "e")).isEqualTo(new ItemOutcome.Retry(500, false, "e"));
    assertThat(ItemOutcome.of(400, "document_parsing_exception", "e"))
        .isEqualTo(new ItemOutcome.Rejected(400, "document-parsing", "e"));
    assertThat(ItemOutcome.of(400, "", "e"))
        .isEqualTo(new ItemOutcome.Rejected(400, "refused", "e"));
  }

  @Test
  void backoffDoublesToItsCapAndIsSpread() {
    Duration initial = Duration.ofMillis(100);
    Duration maximum = Duration.ofSeconds(1);
    Backoff shortest = new Backoff(initial, maximum, () -> 0);
    Backoff longest = new Backoff(initial, maximum, () -> 1);
    assertThat(shortest.after(1)).hasMillis(50);
    assertThat(longest.after(1)).hasMillis(100);
    assertThat(longest.after(2)).hasMillis(200);
    assertThat(longest.after(5)).hasMillis(1_000);
    assertThat(shortest.after(1_000)).hasMillis(500);
  }

  @Test
  void limitHalvesAndDoublesWithinItsBounds() {
    BulkLimit limit = new BulkLimit(5);
    limit.grow();
    assertThat(limit.current()).isEqualTo(5);
    limit.shrink();
    assertThat(limit.current()).isEqualTo(2);
    limit.shrink();
    limit.shrink();
    assertThat(limit.current()).isEqualTo(1);
    limit.grow();
    limit.grow();
    limit.grow();
    assertThat(limit.current()).isEqualTo(5);
  }

  @Test
  void patienceOutlastsWhatPassesAndNothingElse() throws Exception {
    Patience patience =
        new Patience(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(30));
    AtomicInteger calls = new AtomicInteger();
    assertThat(
            patience.await(
                () -> {
                  if (calls.incrementAndGet() < 3) {
                    throw new OpenSearchFailure(503, "", "away", null);
                  }
                  return "answer";
                }))
        .isEqualTo("answer");
    assertThat(calls).hasValue(3);
    assertThatThrownBy(
            () ->
                patience.await(
                    () -> {
                      throw new OpenSearchFailure(401, "", "no", null);
                    }))
        .isInstanceOf(OpenSearchFailure.class);
    Patience none = new Patience(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    assertThatThrownBy(
            () ->
                none.await(
                    () -> {
                      throw new OpenSearchFailure(0, "", "away", null);
                    }))
        .isInstanceOf(OpenSearchFailure.class);
  }

  @Test
  void secretsAreMasked() {
    assertThat(ConnectionSettings.of("http://h:9200").asUser("user", "secret").toString())
        .doesNotContain("secret");
  }
}

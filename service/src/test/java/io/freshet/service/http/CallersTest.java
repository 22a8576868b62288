/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.freshet.service.http.Route.Access;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask, and how often. */
class CallersTest {
  @TempDir Path folder;

  @Test
  void aTokenOfTheFileIsNeededWhereThereIsOne() throws Exception {
    BearerTokens tokens =
        BearerTokens.read(Files.writeString(folder.resolve("tokens"), "one\n\n  two \n"));
    assertThat(tokens.caller("Bearer one")).hasValue(0);
    assertThat(tokens.caller("bearer  two")).hasValue(1);
    for (String wrong : new String[] {"Bearer three", "Bearer ", "Basic one", "one", "", null}) {
      assertThat(tokens.caller(wrong)).as("%s", wrong).isEmpty();
    }
    assertThat(BearerTokens.none().caller(null)).hasValue(0);
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    assertThatThrownBy(() -> BearerTokens.read(empty)).hasMessageContaining("no token in");
  }

  @Test
  void eachCallerHasRequestsASecondOfItsOwn() {
    AtomicLong nanos = new AtomicLong();
    RateLimit rate = new RateLimit(2, nanos::get);
    rate.count(0);
    rate.count(0);
    Refusal refused = catchThrowableOfType(Refusal.class, () -> rate.count(0));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.answer().headers()).containsEntry("Retry-After", "1");
    assertThatCode(() -> rate.count(1)).doesNotThrowAnyException();
    nanos.addAndGet(500_000_000);
    rate.count(0);
    assertThatThrownBy(() -> rate.count(0)).isInstanceOf(Refusal.class);
    nanos.addAndGet(60_000_000_000L);
    rate.count(0);
    rate.count(0);
    assertThatThrownBy(() -> rate.count(0)).as("what was not used is lost").isNotNull();
  }

  @Test
  void slowLimitsSayHowLongToWait() {
    AtomicLong nanos = new AtomicLong();
    RateLimit rate = new RateLimit(0.1, nanos::get);
    rate.count(0);
    assertThat(catchThrowableOfType(Refusal.class, () -> rate.count(0)).answer().headers())
        .containsEntry("Retry-After", "10");
    RateLimit none = new RateLimit(0, nanos::get);
    for (int i = 0; i < 100; i++) {
      none.count(0);
    }
  }

  @Test
  void onlyAnOperatorOfTheSameSiteMayAct() {
    Admission admission =
        new Admission(
            false,
            BearerTokens.of("reader"),
            BearerTokens.of("operator"),
            new RateLimit(0, () -> 0));
    assertThat(status(admission, Access.OPEN, null, null)).isEqualTo(200);
    assertThat(status(admission, Access.CALLER, "Bearer reader", null)).isEqualTo(200);
    assertThat(status(admission, Access.CALLER, "Bearer operator", null)).isEqualTo(200);
    assertThat(status(admission, Access.CALLER, null, null)).isEqualTo(401);
    assertThat(status(admission, Access.OPERATOR, "Bearer operator", null)).isEqualTo(200);
    assertThat(status(admission, Access.OPERATOR, "Bearer reader", null)).isEqualTo(401);
    assertThat(status(admission, Access.OPERATOR, null, null)).isEqualTo(401);
    assertThat(status(admission, Access.OPERATOR, "Bearer operator", "http://here:8080"))
        .isEqualTo(200);
    for (String other : new String[] {"http://there:8080", "http://here:8081", "null"}) {
      assertThat(status(admission, Access.OPERATOR, "Bearer operator", other))
          .as(other)
          .isEqualTo(403);
    }
    Admission nobody =
        new Admission(false, BearerTokens.none(), BearerTokens.none(), new RateLimit(0, () -> 0));
    assertThat(status(nobody, Access.CALLER, null, null)).isEqualTo(200);
    assertThat(status(nobody, Access.OPERATOR, "Bearer operator", null)).isEqualTo(401);
  }

  private static int status(
      Admission admission, Access access, @Nullable String token, @Nullable String origin) {
    try {
      admission.admit(access, new Admission.Asked(token, origin, "here", "here:8080"));
      return 200;
    } catch (Refusal e) {
      return e.status();
    }
  }

  @Test
  void aNameThatWasMadeToPointHereIsNotAnswered() {
    Admission local =
        new Admission(true, BearerTokens.none(), BearerTokens.none(), new RateLimit(0, () -> 0));
    for (String host : new String[] {"127.0.0.1", "localhost"}) {
      local.admit(Access.OPEN, new Admission.Asked(null, null, host, host + ":8080"));
    }
    Refusal refused =
        catchThrowableOfType(
            Refusal.class,
            () ->
                local.admit(
                    Access.OPEN, new Admission.Asked(null, null, "evil.example", "evil.example")));
    assertThat(refused.status()).isEqualTo(421);
  }

  @Test
  void whatNobodyKnowsTellsNothingToClients() {
    Failures failures = new Failures(failure -> Optional.empty());
    assertThat(failures.refusal(new CompletionException(new TimeoutException())).status())
        .isEqualTo(504);
    Refusal unknown = failures.refusal(new IllegalStateException("secret"));
    assertThat(unknown.status()).isEqualTo(500);
    assertThat(unknown).hasMessageNotContaining("secret");
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import io.freshet.cli.letters.LetterBox;
import io.freshet.cli.letters.Replayed;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.topics.Orders;
import io.freshet.connectors.records.DesiredGeneration.Wish;
import io.freshet.connectors.records.ModelVersion.Order;
import io.freshet.service.http.Answer;
import io.freshet.service.http.Refusal;
import io.freshet.service.http.RequestBody;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.Set;

/** What an operator does on the page: the acts of the commands, by the same code. */
record PageActs(Orders orders, LetterBox letters) {

  /** What can be done. */
  private enum Act {
    ROLL_BACK,
    PROMOTE_GENERATION,
    PAUSE,
    RESUME,
    ABANDON,
    PROMOTE,
    REJECT,
    PIN,
    UNPIN
  }

  /** {@code POST /page/act}: {@code act}, {@code of} (a version or an index), {@code reason}. */
  Answer act(RequestBody body) throws IOException, FailedException, InterruptedException {
    body.allow(Set.of("act", "of", "reason"));
    Act act =
        body.choice("act", Act.class)
            .orElseThrow(() -> Refusal.ofField("act", "must be given: what to do"));
    String of = body.text("of").orElse("");
    String reason = body.text("reason").orElse("");
    return said(
        switch (act) {
          case ROLL_BACK -> promoted(orders.rollBack(reason).index());
          case PROMOTE_GENERATION -> promoted(orders.promote(of, reason).index());
          case PAUSE -> build(Wish.PAUSE, of, reason);
          case RESUME -> build(Wish.RUN, of, reason);
          case ABANDON -> build(Wish.ABANDON, of, reason);
          case PROMOTE -> version(Order.PROMOTE, of, reason);
          case REJECT -> version(Order.REJECT, of, reason);
          case PIN -> version(Order.PIN, of, reason);
          case UNPIN -> version(Order.UNPIN, of, reason);
        });
  }

  private static String promoted(String index) {
    return "Sent: %s is to serve; the gate of the evaluation job decides on it.".formatted(index);
  }

  private String build(Wish wish, String of, String reason)
      throws FailedException, InterruptedException {
    return "Sent for %s; the indexing job takes it."
        .formatted(orders.build(wish, of, OptionalInt.empty(), reason).index());
  }

  private String version(Order order, String of, String reason)
      throws IOException, FailedException, InterruptedException {
    orders.version(order, of, reason);
    return "Sent for version %s; the gate of the evaluation job decides on it.".formatted(of);
  }

  /** {@code POST /page/letters/replay}: the filter, and {@code dryRun} to be told only. */
  Answer replay(RequestBody body) throws FailedException {
    body.allow(Set.of("topic", "stage", "reason", "dryRun"));
    boolean dryRun = body.get("dryRun").map(node -> node.asBoolean()).orElse(false);
    Replayed done =
        dryRun
            ? letters.wouldReplay(PageLetters.filter(body))
            : letters.replay(PageLetters.filter(body));
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeNumberField("sent", done.sent());
          json.writeNumberField("before", done.before());
          json.writeNumberField("cut", done.cut());
          json.writeEndObject();
        });
  }

  private static Answer said(String text) {
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringField("said", text);
          json.writeEndObject();
        });
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import io.freshet.cli.observe.TopicLog;
import io.freshet.cli.options.FailedException;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.json.ModelVersionJson;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.serving.QueryVersion;
import io.freshet.serving.ServingIndex;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Versions that were promoted after the one that built the serving generation. Stateless. */
final class LaterVersions {
  /** What the option does that asks for them. */
  static final String DESCRIPTION =
      "Encode queries by the version promoted last that has the documents of the serving one (a"
          + " training of queries alone, training.freeze-documents), though its own generation is"
          + " not built yet.";

  private LaterVersions() {}

  /**
   * Lets the newest promoted version encode queries whose documents are those of the generation.
   *
   * @throws FailedException where the topic of versions cannot be read
   */
  static void encodeQueries(ServingIndex serving, FreshetConfig config)
      throws IOException, FailedException {
    List<ModelVersion> log =
        TopicLog.read(
            config.kafka(), config.kafka().topics().modelVersions(), ModelVersionJson::decode);
    serving.encodeQueriesBy(promotedAfter(serving.generation().digest(), log));
  }

  /**
   * The generation that answers, its version, and the version of the queries where it is another.
   */
  static String answering(ServingIndex serving) {
    String version = serving.generation().versionName();
    String ofQueries = serving.queryVersionName();
    return "generation %s, version %s%s"
        .formatted(
            serving.generation().index(),
            version,
            ofQueries.equals(version) ? "" : ", queries by " + ofQueries);
  }

  /**
   * Promoted versions, the one promoted last first, down to the one that serves. Where nothing was
   * decided on that one, all of them.
   *
   * @param serving digest of the serving generation's version
   * @param log of versions, in order
   */
  static List<QueryVersion> promotedAfter(String serving, List<ModelVersion> log) {
    Map<String, Decision> last = new HashMap<>();
    for (ModelVersion each : log) {
      if (each instanceof Decision decision) {
        last.put(decision.digest(), decision);
      }
    }
    return last.values().stream()
        .filter(decision -> decision.verdict() == Verdict.PROMOTED)
        .sorted(Comparator.comparingLong(Decision::decidedAt).reversed())
        .takeWhile(decision -> !decision.digest().equals(serving))
        .map(each -> new QueryVersion(each.name(), each.uri(), each.digest()))
        .toList();
  }
}

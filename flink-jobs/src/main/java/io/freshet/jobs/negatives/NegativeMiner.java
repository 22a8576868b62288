/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.jobs.flink.JobMetrics;
import io.freshet.jobs.models.VersionModels;
import io.freshet.jobs.models.Workers;
import io.freshet.jobs.negatives.Outcome.Reason;
import io.freshet.jobs.probes.HeldOutQueries;
import io.freshet.jobs.probes.ProbeSets;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses examples and lets them be mined on a thread of its own, where models are loaded and
 * closed too; what waits is bounded by the operator that calls this. While index or registry are
 * away the chosen examples are passed by, and asking pauses. What waiting cannot mend (refused
 * credentials, a refused query) fails the job.
 */
public final class NegativeMiner extends RichAsyncFunction<TrainingMessage, TrainingMessage>
    implements ResultTypeQueryable<TrainingMessage> {
  private static final Logger LOG = LoggerFactory.getLogger(NegativeMiner.class);

  /** Examples that are mined together at most. */
  private static final int TOGETHER = 32;

  private static final int NOT_FOUND = 404;

  private final FreshetConfig config;
  private transient @Nullable Open open;

  /**
   * A miner.
   *
   * @param config its index, registry, device, tasks, probe sets and shares are used
   */
  public NegativeMiner(FreshetConfig config) {
    this.config = config;
  }

  /** What is there between opening and closing; the parts of the worker are touched by it alone. */
  private record Open(
      Minable minable,
      KnownPositives known,
      ConcurrentLinkedQueue<Waiting> queue,
      ExecutorService worker,
      IndexMiner miner,
      Retreat retreat,
      Counts counts,
      Counter tooSlow) {}

  private record Waiting(MiningRequest request, ResultFuture<TrainingMessage> result) {}

  /** Counters that the worker alone increments. */
  private record Counts(
      MetricGroup group, Map<String, Counter> mined, Map<Reason, Counter> passedBy) {
    void count(TrainingExample example, Outcome outcome) {
      if (outcome instanceof Outcome.PassedBy passed) {
        passedBy
            .computeIfAbsent(
                passed.reason(), reason -> JobMetrics.UNMINED.counter(group, reason.word()))
            .inc();
      } else {
        mined.computeIfAbsent(example.task(), task -> JobMetrics.MINED.counter(group, task)).inc();
      }
    }
  }

  @Override
  public void open(OpenContext context) throws IOException {
    MetricGroup group = getRuntimeContext().getMetricGroup();
    open =
        new Open(
            new Minable(
                config.negatives(),
                HeldOutQueries.of(ProbeSets.fetch(config.evaluation().probePath()))),
            new KnownPositives(),
            new ConcurrentLinkedQueue<>(),
            Workers.single("freshet-negatives"),
            new IndexMiner(
                OpenSearchConnection.open(config.opensearch().connection()),
                VersionModels.of(config),
                config,
                InstantSource.system()),
            new Retreat(InstantSource.system()),
            new Counts(group, new HashMap<>(), new HashMap<>()),
            JobMetrics.UNMINED.counter(group, Reason.TOO_SLOW.word()));
  }

  @Override
  public void asyncInvoke(TrainingMessage message, ResultFuture<TrainingMessage> result) {
    Open parts = opened();
    if (!(message instanceof TrainingExample example) || !parts.minable().concerns(example)) {
      result.complete(List.of());
      return;
    }
    parts.known().remember(example);
    if (!parts.minable().chooses(example)) {
      result.complete(List.of());
      return;
    }
    parts.queue().add(new Waiting(new MiningRequest(example, parts.known().of(example)), result));
    parts.worker().execute(() -> mineWaiting(parts));
  }

  /** Takes what waits; the call of an example that was mined with an earlier one finds nothing. */
  private static void mineWaiting(Open parts) {
    List<Waiting> together = new ArrayList<>();
    Waiting next = parts.queue().poll();
    while (next != null) {
      together.add(next);
      next = together.size() < TOGETHER ? parts.queue().poll() : null;
    }
    if (!together.isEmpty()) {
      mine(parts, together);
    }
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is belongs to the job, not to this thread
  private static void mine(Open parts, List<Waiting> together) {
    try {
      List<Outcome> outcomes = outcomes(parts, together.stream().map(Waiting::request).toList());
      for (int i = 0; i < together.size(); i++) {
        Outcome outcome = outcomes.get(i);
        parts.counts().count(together.get(i).request().example(), outcome);
        together
            .get(i)
            .result()
            .complete(outcome instanceof Outcome.Mined mined ? List.of(mined.record()) : List.of());
      }
    } catch (OpenSearchFailure | RuntimeException | Error e) {
      together.forEach(each -> each.result().completeExceptionally(e));
    }
  }

  private static List<Outcome> outcomes(Open parts, List<MiningRequest> requests)
      throws OpenSearchFailure {
    if (parts.retreat().lasts()) {
      return away(requests);
    }
    try {
      List<Outcome> outcomes = parts.miner().mine(requests);
      if (!parts.retreat().isOver()) {
        LOG.info("Index and registry answer again; hard negatives are mined");
      }
      parts.retreat().succeeded();
      return outcomes;
    } catch (OpenSearchFailure e) {
      if (!e.isTransient() && e.status() != NOT_FOUND) {
        throw e;
      }
      return pause(parts, requests, e);
    } catch (IOException e) {
      return pause(parts, requests, e);
    }
  }

  private static List<Outcome> pause(Open parts, List<MiningRequest> requests, IOException cause) {
    if (parts.retreat().isOver()) {
      LOG.warn("No hard negatives are mined for now; examples are passed by", cause);
    }
    parts.retreat().failed();
    return away(requests);
  }

  private static List<Outcome> away(List<MiningRequest> requests) {
    return requests.stream().<Outcome>map(each -> new Outcome.PassedBy(Reason.AWAY)).toList();
  }

  @Override
  public void timeout(TrainingMessage message, ResultFuture<TrainingMessage> result) {
    opened().tooSlow().inc();
    result.complete(List.of());
  }

  private Open opened() {
    if (open == null) {
      throw new IllegalStateException("the miner is not open");
    }
    return open;
  }

  @Override
  public void close() {
    if (open != null) {
      Workers.close(open.worker(), open.miner());
    }
  }

  @Override
  public TypeInformation<TrainingMessage> getProducedType() {
    return RecordTypes.trainingMessage();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.jobs.flink.JobMetrics;
import io.freshet.jobs.models.VersionModels;
import io.freshet.jobs.models.Workers;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers rounds on a thread of its own, where models are loaded and closed too. A round that
 * cannot be answered, because the index or the registry is away, is passed on with no answers: that
 * is {@code n = 0}, not a bad score. What waiting cannot mend (refused credentials, a refused
 * query) fails the job.
 */
public final class Asker extends RichAsyncFunction<AskRound, TaskAnswers>
    implements ResultTypeQueryable<TaskAnswers> {
  private static final Logger LOG = LoggerFactory.getLogger(Asker.class);

  private final FreshetConfig config;
  private transient @Nullable ExecutorService worker;
  private transient @Nullable ServingSearch search;
  private transient Counter unanswered;
  private transient boolean failing;

  /**
   * An asker.
   *
   * @param config its index, registry, device, tasks and depth are used
   */
  public Asker(FreshetConfig config) {
    this.config = config;
  }

  @Override
  public void open(OpenContext context) throws IOException {
    unanswered = JobMetrics.UNANSWERED_ROUNDS.counter(getRuntimeContext().getMetricGroup());
    search =
        new ServingSearch(
            OpenSearchConnection.open(config.opensearch().connection()),
            VersionModels.of(config),
            VersionModels.of(config),
            config,
            InstantSource.system());
    worker = Workers.single("freshet-asker");
  }

  @Override
  public void asyncInvoke(AskRound round, ResultFuture<TaskAnswers> result) {
    requireOpen(worker).execute(() -> answer(round, result));
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is belongs to the job, not to this thread
  private void answer(AskRound round, ResultFuture<TaskAnswers> result) {
    ServingSearch open = requireOpen(search);
    try {
      List<TaskAnswers> answers = open.answer(round);
      failing = false;
      result.complete(answers);
    } catch (OpenSearchFailure e) {
      if (e.isTransient() || e.status() == 404) {
        pass(round, result, e);
      } else {
        result.completeExceptionally(e);
      }
    } catch (IOException e) {
      pass(round, result, e);
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(e);
    }
  }

  private void pass(AskRound round, ResultFuture<TaskAnswers> result, IOException cause) {
    unanswered.inc();
    if (!failing) {
      LOG.warn("Queries cannot be asked for now; windows will hold none", cause);
    }
    failing = true;
    result.complete(requireOpen(search).silent(round));
  }

  @Override
  public void timeout(AskRound round, ResultFuture<TaskAnswers> result) {
    // The windows have gone on by the clock; the round is given up.
    result.complete(List.of());
  }

  private static <T> T requireOpen(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the asker is not open");
    }
    return part;
  }

  @Override
  public void close() {
    if (worker != null) {
      ServingSearch last = search;
      Workers.close(worker, last);
    }
  }

  @Override
  public TypeInformation<TaskAnswers> getProducedType() {
    return TaskAnswers.typeInformation();
  }
}

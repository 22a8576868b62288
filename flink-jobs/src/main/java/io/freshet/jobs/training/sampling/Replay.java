/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.config.SamplingConfig;
import io.freshet.config.TaskConfig;
import io.freshet.jobs.training.sampling.SubBatchFiller.Filled;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the tasks of replayed rows, so that all rows, fresh and replayed, have the strategy's
 * shares as far as what arrives allows. Every replayed row is owed to the tasks in their shares and
 * paid to the one that has it, and the task that is owed most comes next: the shares hold to within
 * a sub-batch over any stretch of steps. Not thread-safe.
 */
final class Replay {

  private final SamplingConfig config;

  Replay(SamplingConfig config) {
    this.config = config;
  }

  /**
   * A task that may be chosen.
   *
   * @param config as control records left it
   */
  record Member(TaskBuffer buffer, TaskConfig config) {}

  private record Candidate(Member member, double owed, boolean preferred) {
    static final Comparator<Candidate> ORDER =
        Comparator.comparing(Candidate::preferred)
            .thenComparing(Candidate::owed)
            .thenComparing(each -> each.member().buffer().task());
  }

  /** Whether a task has enough in its reservoir to be replayed. */
  boolean able(Member member) {
    TaskBuffer buffer = member.buffer();
    return config.replayRatio() > 0
        && config.repeatCap() > 0
        && !buffer.blocked()
        && buffer.arrived() >= config.minimumBuffered()
        && buffer.kept() >= SubBatchFiller.MINIMUM_ROWS;
  }

  /**
   * The task that is owed most after its share of one more sub-batch. One that the step does not
   * hold yet goes before others, unless it has had more than its share.
   */
  Optional<Member> next(List<Member> able, Collection<TaskBuffer> inStep, long arrivals) {
    double[] shares = replayed(able, arrivals);
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < shares.length; i++) {
      Member member = able.get(i);
      if (shares[i] > 0) {
        double owed = member.buffer().owed() + shares[i] * member.config().batchSize();
        candidates.add(new Candidate(member, owed, owed > 0 && !inStep.contains(member.buffer())));
      }
    }
    return candidates.stream().max(Candidate.ORDER).map(Candidate::member);
  }

  /** Enters the replayed rows of a sub-batch. */
  void enter(Filled filled, TaskBuffer buffer, List<Member> able, long arrivals) {
    double[] shares = replayed(able, arrivals);
    for (int i = 0; i < shares.length; i++) {
      able.get(i).buffer().owe(shares[i] * filled.replayed());
    }
    buffer.owe(-filled.replayed());
  }

  /** The share of all rows that each member has now, in their order. */
  double[] expected(List<Member> members, long arrivals) {
    double[] replayed = replayed(members, arrivals);
    double[] rows = fresh(members, arrivals);
    for (int i = 0; i < rows.length; i++) {
      rows[i] += config.replayRatio() * replayed[i];
    }
    return Mixture.scaled(rows);
  }

  private double[] replayed(List<Member> members, long arrivals) {
    return Mixture.replayed(
        shares(members, arrivals), fresh(members, arrivals), config.replayRatio());
  }

  private double[] shares(List<Member> members, long arrivals) {
    List<Mixture.Part> parts = new ArrayList<>();
    for (Member member : members) {
      TaskConfig task = member.config();
      parts.add(
          new Mixture.Part(
              member.buffer().history(arrivals),
              task.samplingWeight(),
              task.minimumShare(),
              task.maximumShare()));
    }
    return Mixture.shares(config.strategy(), config.alpha(), parts);
  }

  private static double[] fresh(List<Member> members, long arrivals) {
    return members.stream().mapToDouble(each -> each.buffer().freshShare(arrivals)).toArray();
  }
}

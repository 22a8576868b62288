/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

import java.util.Map;

/**
 * What stands in the topic of model versions; its key is {@code <step>-<digest8>/<kind>}. Each kind
 * has one writer: candidates the trainer, decisions the gate, commands a person.
 */
public sealed interface ModelVersion {

  /** Step of the optimiser. */
  long step();

  /** Hexadecimal SHA-256 over everything that changes an embedding (see the model room). */
  String digest();

  /** The folder in the registry. */
  String uri();

  /** Name of the version, unique and ordered by step: {@code <step>-<first 8 of the digest>}. */
  default String name() {
    return name(step(), digest());
  }

  /** The name of a version of a step and a digest; see {@link #name()}. */
  static String name(long step, String digest) {
    return step + "-" + digest.substring(0, 8);
  }

  /**
   * A version that the trainer exported.
   *
   * @param parent name of the version before it, or the empty string
   * @param createdAt milliseconds since the epoch
   */
  record Candidate(
      long step,
      String digest,
      String uri,
      String parent,
      Map<String, Double> metrics,
      long createdAt)
      implements ModelVersion {
    public Candidate {
      metrics = Map.copyOf(metrics);
    }
  }

  /**
   * What the gate said of a candidate. A later decision on the same version replaces an earlier
   * one; those of one gate have rising times.
   *
   * @param ground what the verdict rests on
   * @param metrics numbers over all tasks, such as {@link #MEAN_NDCG}, and means by {@code
   *     <task>.<metric>}
   * @param tasks what was found on each task where the version was compared, by task
   * @param probeSets digest of the probe set that the numbers of each task stand on, by task;
   *     numbers of different sets cannot be compared
   * @param decidedAt milliseconds since the epoch
   */
  record Decision(
      long step,
      String digest,
      String uri,
      Verdict verdict,
      Ground ground,
      String reason,
      Map<String, Double> metrics,
      Map<String, TaskFinding> tasks,
      Map<String, String> probeSets,
      long decidedAt)
      implements ModelVersion {
    /** Metric: mean over tasks of each probe set's mean nDCG@10. */
    public static final String MEAN_NDCG = "mean.ndcg_cut_10";

    /**
     * Metric: documents of the probe sets that the version encoded in a second, on the gate's
     * device and beside whatever else that did.
     */
    public static final String DOCUMENTS_PER_SECOND = "documents.per_second";

    public Decision {
      metrics = Map.copyOf(metrics);
      tasks = Map.copyOf(tasks);
      probeSets = Map.copyOf(probeSets);
    }

    /** A decision on the ground of the probe sets that tells nothing of single tasks. */
    public Decision(
        long step,
        String digest,
        String uri,
        Verdict verdict,
        String reason,
        Map<String, Double> metrics,
        long decidedAt) {
      this(
          step,
          digest,
          uri,
          verdict,
          Ground.PROBES,
          reason,
          metrics,
          Map.of(),
          Map.of(),
          decidedAt);
    }
  }

  /**
   * What a person wants done with a version.
   *
   * @param reason in the person's words, or the empty string
   * @param commandedAt milliseconds since the epoch
   */
  record Command(long step, String digest, String uri, Order order, String reason, long commandedAt)
      implements ModelVersion {}

  /** The gate's verdicts. */
  enum Verdict {
    /** It may serve. */
    PROMOTED,
    /** It must not serve. */
    REJECTED,
    /** It does not serve; nothing sure is said against it. */
    UNDECIDED,
    /** It served, and what was measured then took it back. */
    ROLLED_BACK
  }

  /** What a verdict rests on. */
  enum Ground {
    /** The comparison on the probe sets. */
    PROBES,
    /** The age of the version that serves, with nothing sure said against this one. */
    AGE,
    /** The live windows. */
    LIVE,
    /** A person's command. */
    COMMAND
  }

  /**
   * What was found on one task.
   *
   * @param reason for a person, with the numbers
   * @param numbers for programs, by name
   */
  record TaskFinding(Outcome outcome, String reason, Map<String, Double> numbers) {
    public TaskFinding {
      numbers = Map.copyOf(numbers);
    }

    /** The three answers. */
    public enum Outcome {
      /** A loss beyond the task's tolerance is sure. */
      WORSE,
      /** The queries cannot tell. */
      UNDECIDED,
      /** There is no loss beyond the tolerance. */
      HELD
    }
  }

  /** What a person can want. */
  enum Order {
    /** Let the version serve, whatever the gate said. */
    PROMOTE,
    /** Do not let it serve; if it does, return to the generation before. */
    REJECT,
    /** Let it serve, and nothing else until {@link #UNPIN}. */
    PIN,
    /** Decide on candidates again. */
    UNPIN
  }
}

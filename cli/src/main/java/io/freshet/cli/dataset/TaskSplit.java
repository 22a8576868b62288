/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

import java.util.List;

/**
 * One task's share of the data.
 *
 * @param examples training examples, none of which knows a held-out query or answer
 * @param judgments held out for live evaluation; their documents are among {@code documents}
 * @param probes held out for the gate, other queries than the judgments
 * @param probeCorpus what the probes are searched in
 * @param documents what the task adds to the index
 */
record TaskSplit(
    DemoTask task,
    List<DemoExample> examples,
    List<JudgedQuery> judgments,
    List<JudgedQuery> probes,
    List<DemoDocument> probeCorpus,
    List<DemoDocument> documents) {}

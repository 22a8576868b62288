/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.cli.mining.MinedSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much was mined.
 *
 * @param files Java files that were parsed
 * @param unparsed Java files that the parser could not read, skipped
 * @param methods distinct methods found, with or without a usable comment
 * @param examples training examples by task
 * @param documents documents of every kind
 * @param judgments held-out queries by task, for live evaluation
 * @param probes held-out queries by task, for the gate
 * @param updates changes of documents sent during the run
 */
public record DemoCounts(
    int files,
    int unparsed,
    int methods,
    Map<String, Integer> examples,
    int documents,
    Map<String, Integer> judgments,
    Map<String, Integer> probes,
    int updates) {
  public DemoCounts {
    examples = Map.copyOf(examples);
    judgments = Map.copyOf(judgments);
    probes = Map.copyOf(probes);
  }

  static DemoCounts of(MinedSources sources, DemoDataset data) {
    Map<String, Integer> examples = new TreeMap<>();
    data.examples().forEach(example -> examples.merge(example.task().taskName(), 1, Integer::sum));
    Map<String, Integer> judgments = new TreeMap<>();
    Map<String, Integer> probes = new TreeMap<>();
    for (TaskSplit split : data.splits()) {
      judgments.put(split.task().taskName(), split.judgments().size());
      probes.put(split.task().taskName(), split.probes().size());
    }
    DocumentChanges changes = data.changes();
    return new DemoCounts(
        sources.files(),
        sources.unparsed(),
        data.methods(),
        examples,
        data.documents().size(),
        judgments,
        probes,
        changes.changed().size() + changes.deleted().size() + changes.restored().size());
  }

  static DemoCounts read(Path file) throws IOException {
    return new ObjectMapper().readValue(file.toFile(), DemoCounts.class);
  }

  void write(Path file) throws IOException {
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), this);
  }
}

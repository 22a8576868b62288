/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.opensearch.generations.DocumentProfile;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.TaskVectors;
import io.freshet.model.folder.ModelFolder;
import io.freshet.serving.PassageEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields for vectors of tasks that a generation has beside that for all others. Stateless. */
final class TaskFields {
  private TaskFields() {}

  /** One field a distinct profile, in the order of the configuration. */
  static List<TaskVectors> of(FreshetConfig config, String digest, ModelFolder version) {
    Map<DocumentProfile, List<String>> tasks = new LinkedHashMap<>();
    for (String task : config.indexing().taskVectors()) {
      config
          .documentsOf(task)
          .flatMap(wanted -> PassageEncoder.profile(wanted, version))
          .ifPresent(profile -> tasks.computeIfAbsent(profile, key -> new ArrayList<>()).add(task));
    }
    List<TaskVectors> fields = new ArrayList<>();
    tasks.forEach(
        (profile, of) ->
            fields.add(
                new TaskVectors(
                    GenerationSpec.vectorField(digest, profile),
                    dimension(version, profile.projection()),
                    profile,
                    of)));
    return fields;
  }

  private static int dimension(ModelFolder version, Optional<String> projection) {
    return projection.map(version::projectionDimension).orElse(version.dimension());
  }
}

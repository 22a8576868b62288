/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.config.FreshetConfig;
import io.freshet.config.ModelConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.registry.RemoteFolder;
import io.freshet.jobs.training.tasks.TaskChanges;
import io.freshet.jobs.training.tasks.TaskTable;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.training.Trainer;
import io.freshet.model.training.exchange.Team;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TrainerSettings;
import io.freshet.model.training.state.StateChunk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a trainer begins with.
 *
 * @param folder of the model that training starts from, on this machine
 */
record TrainerStart(FreshetConfig config, Path folder, Objectives objectives) {

  /**
   * Finds the start model of a configuration.
   *
   * @throws IOException where it cannot be read, or is not the one that the configuration means
   */
  static TrainerStart of(FreshetConfig config) throws IOException {
    ModelConfig model = config.model();
    Path folder = RemoteFolder.local(model.path());
    ModelFolder found = ModelFolder.read(folder);
    if (!model.digest().isEmpty() && !found.digest().equals(model.digest())) {
      throw new IOException(
          "the model at %s has the digest %s and not %s, which model.digest asks for; it was changed, or another one is meant"
              .formatted(model.path(), found.digest(), model.digest()));
    }
    return new TrainerStart(config, folder, Objectives.of(model, found));
  }

  /**
   * A trainer that starts anew, or goes on from a state where there is one.
   *
   * @param team the trainers of which it is one
   * @param state empty where there is none
   * @throws IOException where a model cannot be read
   */
  Trainer open(Team team, List<StateChunk> state) throws IOException {
    TrainerSettings settings =
        Objectives.settings(config.training(), config.model(), config.tasks());
    Map<String, TaskObjective> all = objectives.of(config.tasks());
    Trainer trainer =
        state.isEmpty()
            ? Trainer.start(folder, settings, all, team)
            : Trainer.restore(folder, settings, all, team, state);
    String anchor = config.training().anchor();
    if (!anchor.isEmpty()) {
      try {
        trainer.anchor(RemoteFolder.local(anchor));
      } catch (IOException | RuntimeException e) {
        trainer.close();
        throw e;
      }
    }
    return trainer;
  }

  /** The tasks that control records left. */
  Map<String, TaskConfig> tasks(TaskChanges changes) {
    return TaskTable.of(config, checked -> {}, changes).tasks();
  }
}

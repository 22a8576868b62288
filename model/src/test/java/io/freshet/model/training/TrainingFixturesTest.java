/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.model.ComputeOptions;
import io.freshet.model.Fixtures;
import io.freshet.model.loss.Loss;
import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Negatives;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.settings.OptimizerSettings;
import io.freshet.model.training.settings.Schedule;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TrainerSettings;
import io.freshet.model.training.state.TrainerState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten steps each, against what PyTorch made of them. */
class TrainingFixturesTest {
  @TempDir Path directory;

  @Test
  void oneTaskAStepWithWarmUpAndDecay() throws IOException {
    JsonNode fixture = read("training");
    List<TrainingStep> steps = new ArrayList<>();
    for (JsonNode batch : fixture.get("batches")) {
      steps.add(new TrainingStep(steps.size(), List.of(subBatch(batch))));
    }
    double tau = fixture.get("tau").asDouble();
    Map<String, TaskObjective> objectives =
        Map.of(
            "search", objective(fixture, "search", Losses.infoNce(tau, Negatives.BATCH)),
            "similarity",
                objective(fixture, "similarity", Losses.symmetricInfoNce(tau, Negatives.BATCH)));
    JsonNode schedule = fixture.get("schedule");
    OptimizerSettings optimizer =
        optimizer(
            fixture,
            Schedule.LINEAR,
            schedule.get("warmup_steps").asInt(),
            schedule.get("total_steps").asLong());

    List<StepReport> reports = train("training", steps, optimizer, objectives);

    for (int i = 0; i < steps.size(); i++) {
      JsonNode expected = fixture.get("trace").get(i);
      String task = expected.get("task").asText();
      assertThat(reports.get(i).losses().get(task))
          .isCloseTo(expected.get("loss").asDouble(), Percentage.withPercentage(0.01));
      assertThat(reports.get(i).gradientNorm())
          .isCloseTo(
              expected.get("grad_norm_before_clip").asDouble(), Percentage.withPercentage(0.1));
      assertThat(reports.get(i).learningRate())
          .isCloseTo(expected.get("learning_rate").asDouble(), within(1e-12));
    }
  }

  @Test
  void twoTasksAStepWithHardNegativesWeightsAndTwoLearningRates() throws IOException {
    JsonNode fixture = read("training-multitask");
    List<TrainingStep> steps = new ArrayList<>();
    for (JsonNode step : fixture.get("steps")) {
      List<SubBatch> batches = new ArrayList<>();
      step.forEach(batch -> batches.add(subBatch(batch)));
      steps.add(new TrainingStep(steps.size(), batches));
    }
    double tau = fixture.get("tau").asDouble();
    Map<String, TaskObjective> objectives =
        Map.of(
            "search", objective(fixture, "search", Losses.infoNce(tau, Negatives.ALL)),
            "similarity", objective(fixture, "similarity", Losses.cosent(tau)));

    List<StepReport> reports =
        train("training-multitask", steps, optimizer(fixture, Schedule.CONSTANT, 0, 0), objectives);

    for (int i = 0; i < steps.size(); i++) {
      JsonNode expected = fixture.get("trace").get(i);
      for (String task : List.of("search", "similarity")) {
        assertThat(reports.get(i).losses().get(task))
            .isCloseTo(expected.get("loss").get(task).asDouble(), Percentage.withPercentage(0.01));
      }
      assertThat(reports.get(i).gradientNorm())
          .isCloseTo(
              expected.get("grad_norm_before_clip").asDouble(), Percentage.withPercentage(0.1));
    }
  }

  private List<StepReport> train(
      String name,
      List<TrainingStep> steps,
      OptimizerSettings optimizer,
      Map<String, TaskObjective> objectives)
      throws IOException {
    TrainerSettings settings =
        new TrainerSettings(optimizer, -1, 7, 0, false, 1, ComputeOptions.cpu(1));
    Path initial = Fixtures.path(name + "/initial");
    List<StepReport> reports = new ArrayList<>();
    try (Trainer trainer = Trainer.start(initial, settings, objectives)) {
      steps.forEach(step -> reports.add(trainer.step(step)));
      TrainerState state = trainer.state();
      Path exported = directory.resolve(name);
      String digest = state.export(initial, exported);
      assertThat(digest).isEqualTo(state.digest(initial));
      Map<String, HostTensor> trained = Safetensors.read(exported.resolve("model.safetensors"));
      Map<String, HostTensor> expected =
          Safetensors.read(Fixtures.path(name + "/final/model.safetensors"));
      assertThat(trained.keySet()).isEqualTo(expected.keySet());
      expected.forEach(
          (tensor, values) ->
              assertThat(trained.get(tensor).toFloats())
                  .as(tensor)
                  .containsExactly(values.toFloats(), within(2e-5f)));
    }
    return reports;
  }

  private static SubBatch subBatch(JsonNode batch) {
    List<TrainingRow> rows = new ArrayList<>();
    for (int i = 0; i < batch.get("query").size(); i++) {
      List<String> negatives = new ArrayList<>();
      batch.path("negatives").path(i).forEach(text -> negatives.add(text.asText()));
      rows.add(
          new TrainingRow(
              "e" + i,
              batch.get("query").get(i).asText(),
              "",
              batch.get("positive").get(i).asText(),
              negatives,
              batch.has("label") ? batch.get("label").get(i).asDouble() : Double.NaN,
              1,
              true));
    }
    return new SubBatch(batch.get("task").asText(), rows);
  }

  private static TaskObjective objective(JsonNode fixture, String task, Loss loss) {
    int length = fixture.get("max_length").asInt();
    double lambda = fixture.get("lambda").get(task).asDouble();
    return TaskObjective.of(task, lambda, loss, "", length, length);
  }

  private static OptimizerSettings optimizer(
      JsonNode fixture, Schedule schedule, int warmup, long total) {
    JsonNode o = fixture.get("optimizer");
    Map<String, Double> factors = new LinkedHashMap<>();
    o.path("learning_rate_factors")
        .properties()
        .forEach(e -> factors.put(e.getKey() + "*", e.getValue().asDouble()));
    return new OptimizerSettings(
        o.get("lr").asDouble(),
        schedule,
        warmup,
        total,
        o.get("weight_decay").asDouble(),
        o.get("betas").get(0).asDouble(),
        o.get("betas").get(1).asDouble(),
        o.get("eps").asDouble(),
        fixture.get("clip_grad_norm").asDouble(),
        factors);
  }

  private static JsonNode read(String name) throws IOException {
    return new ObjectMapper().readTree(Fixtures.path(name + "/training.json").toFile());
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import ai.djl.ndarray.NDManager;
import io.freshet.model.ComputeOptions;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.LanguageHead;
import io.freshet.model.device.Argument;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.device.Scopes;
import io.freshet.model.encoder.AutoPrecision;
import io.freshet.model.encoder.NetworkSettings;
import io.freshet.model.encoder.WeightLoader;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.optimiser.AdamW;
import io.freshet.model.optimiser.Gradients;
import io.freshet.model.optimiser.ParameterGroups;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.exchange.Team;
import io.freshet.model.training.pass.StepPass;
import io.freshet.model.training.pass.StepTotals;
import io.freshet.model.training.pass.TaskObjectives;
import io.freshet.model.training.settings.OptimizerSettings;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TrainerSettings;
import io.freshet.model.training.state.Continuity;
import io.freshet.model.training.state.Projections;
import io.freshet.model.training.state.StartingPoint;
import io.freshet.model.training.state.StateChunk;
import io.freshet.model.training.state.StateHeader;
import io.freshet.model.training.state.TrainerState;
import io.freshet.model.training.state.TrainingMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains the model of a folder, one step a call. Not thread-safe, but may be called from any one
 * thread at a time.
 */
public final class Trainer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  private final TrainerSettings settings;
  private final TaskObjectives objectives;
  private final ComputeDevice device;
  private final TextTokenizer tokenizer;
  private final StepPass pass;
  private final SharedSteps shared;
  private final Optional<OwnSteps> own;
  private final DevicePrograms common;
  private final Optional<Double> adapterScale;
  private final TrainingMemory memory;
  private final AdamW optimizer;
  private LossScale lossScale;
  private long steps;
  private int skippedInRow;

  private Trainer(
      ModelFolder folder,
      TrainerSettings settings,
      TaskObjectives objectives,
      ComputeDevice device,
      TextTokenizer tokenizer,
      Team team,
      @Nullable TrainerState state)
      throws IOException {
    this.settings = settings;
    this.objectives = objectives;
    this.device = device;
    this.tokenizer = tokenizer;
    Architecture architecture = folder.architecture();
    this.common = DevicePrograms.load(Program.COMMON, device);
    Optional<LanguageHead> head =
        this.objectives.predict()
            ? Optional.of(LanguageHead.of(architecture, folder.config(), folder.tensors().keySet()))
            : Optional.empty();
    StartingPoint start = StartingPoint.of(folder, settings.parameters(), settings.seed(), head);
    this.adapterScale = start.adapter().map(NetworkSettings.Adapter::scale);
    WeightLoader loader = new WeightLoader(common);
    OptimizerSettings o = settings.optimizer();
    boolean sameTrainer = state != null && OwnSteps.isOf(state.header(), team);
    TrainingMemory.Kept kept =
        new TrainingMemory.Kept(
            o.averageDecay() > 0, team.meetings().isPresent(), state != null && !sameTrainer);
    this.memory =
        state == null
            ? TrainingMemory.fresh(device.memory(), loader, start, kept)
            : TrainingMemory.restored(device.memory(), loader, start, kept, state);
    if (state != null) {
      Continuity continuity = new Continuity(state.header());
      continuity.refuseAnotherScale(adapterScale);
      continuity.refuseOtherDocuments(objectives.documentDigest());
      continuity.warnOfChanges(device.fingerprint(), settings.seed());
    }
    this.pass =
        new StepPass(
            folder, settings, objectives, start, head, tokenizer, memory.weights(), common, team);
    this.shared = new SharedSteps(team.withinSteps(), common);
    this.own = team.meetings().map(given -> new OwnSteps(team.exchange(), given, memory, common));
    this.lossScale = LossScale.of(device.precision());
    this.optimizer =
        new AdamW(
            common,
            new AdamW.Settings(o.beta1(), o.beta2(), o.epsilon(), o.weightDecay(), o.clipNorm()),
            ParameterGroups.of(start.parameters().trainedSpecs(), Projections.factors(settings)),
            memory.first(),
            memory.second(),
            memory.steps());
    if (state != null) {
      this.steps = state.header().steps();
      this.skippedInRow = state.header().skippedInRow();
      own.filter(mine -> sameTrainer).ifPresent(mine -> mine.restore(state.header()));
      this.lossScale = lossScale.restored(state.header().counters());
    }
  }

  /**
   * Starts from the weights of a folder.
   *
   * @param objectives by task; every sub-batch's task must have one
   * @throws IOException where the folder cannot be read or holds no usable model
   * @throws io.freshet.model.device.DeviceUnavailableException where libtorch or the device is
   *     missing
   */
  public static Trainer start(
      Path modelFolder, TrainerSettings settings, Map<String, TaskObjective> objectives)
      throws IOException {
    return start(modelFolder, settings, objectives, Team.alone());
  }

  /**
   * Starts from the weights of a folder as one of several trainers that learn one model. All of
   * them are told the same, and make the same calls with the same steps.
   *
   * @throws IOException where the folder cannot be read or holds no usable model
   */
  public static Trainer start(
      Path modelFolder, TrainerSettings settings, Map<String, TaskObjective> objectives, Team team)
      throws IOException {
    return open(modelFolder, settings, objectives, team, null);
  }

  /**
   * Goes on from a state, with the tokenizer and configuration of the folder. Warns where the
   * machine differs from the state's in what decides the bits of results.
   *
   * @throws IOException where the folder cannot be read
   * @throws IllegalArgumentException where the state is incomplete or of another model
   */
  public static Trainer restore(
      Path modelFolder,
      TrainerSettings settings,
      Map<String, TaskObjective> objectives,
      List<StateChunk> state)
      throws IOException {
    return restore(modelFolder, settings, objectives, Team.alone(), state);
  }

  /**
   * Goes on from a state as one of several trainers that learn one model, each from the same state.
   *
   * @throws IOException where the folder cannot be read
   * @throws IllegalArgumentException where the state is incomplete or of another model
   */
  public static Trainer restore(
      Path modelFolder,
      TrainerSettings settings,
      Map<String, TaskObjective> objectives,
      Team team,
      List<StateChunk> state)
      throws IOException {
    return open(modelFolder, settings, objectives, team, TrainerState.of(state));
  }

  private static Trainer open(
      Path modelFolder,
      TrainerSettings settings,
      Map<String, TaskObjective> objectives,
      Team team,
      @Nullable TrainerState state)
      throws IOException {
    ModelFolder folder = ModelFolder.read(modelFolder);
    Continuity.refuseLostDocuments(folder, settings.parameters());
    TextTokenizer tokenizer = TextTokenizer.open(folder.tokenizer(), modelFolder.toString());
    ComputeDevice device = null;
    TaskObjectives checked = null;
    try {
      ComputeOptions told = settings.compute().floating();
      // A state goes on in the precision that it began with, whatever a check would say by now.
      ComputeOptions compute =
          state == null
              ? AutoPrecision.here().settle(folder, tokenizer, told)
              : new Continuity(state.header()).settle(told);
      TrainerSettings settled = settings.with(compute);
      device = ComputeDevice.open(compute);
      checked =
          new TaskObjectives(folder, objectives, settled.parameters(), compute, team.withinSteps());
      return new Trainer(folder, settled, checked, device, tokenizer, team, state);
    } catch (IOException | RuntimeException e) {
      tokenizer.close();
      if (checked != null) {
        checked.close();
      }
      if (device != null) {
        device.close();
      }
      throw e;
    }
  }

  /**
   * Makes one update from all sub-batches of the step. A step whose loss or gradient is not finite
   * changes nothing but the count of such steps in a row; under float16, where only the scaled
   * gradient overflowed, nothing but the scale.
   *
   * @throws IllegalArgumentException where a sub-batch's task has no objective, or there is no
   *     sub-batch
   * @throws NonFiniteTrainingException after more non-finite steps in a row than allowed
   * @throws io.freshet.model.training.exchange.ExchangeException where another trainer of the model
   *     is lost or does not train the same
   */
  public StepReport step(TrainingStep step) {
    return own.isPresent() ? step(own.get(), step) : wholeStep(step);
  }

  private StepReport wholeStep(TrainingStep step) {
    try (StepGradients gradients = gradients(step, 0, step.subBatches().size())) {
      return update(gradients);
    }
  }

  /** One trainer's own part of a step, and a meeting where one is due. */
  private StepReport step(OwnSteps mine, TrainingStep step) {
    mine.begin(steps);
    long before = steps;
    TrainingStep slice = mine.slice(step);
    StepReport report =
        slice.subBatches().isEmpty()
            ? new StepTotals().report(steps, 0, learningRate(), false)
            : wholeStep(slice);
    // A step counts for all, also where one of them left it out or had no part in it.
    steps = before + 1;
    mine.count();
    if (mine.due()) {
      meet(mine);
    }
    return report.of(steps, step.subBatches().stream().mapToInt(b -> b.rows().size()).sum());
  }

  private void meet(OwnSteps mine) {
    try (NDManager scope = device.memory().newSubManager()) {
      mine.meet(scope);
      long meetings = steps / mine.every();
      average(scope, Math.pow(settings.optimizer().averageDecay(), mine.every()), meetings);
    }
    pass.follow();
  }

  /**
   * Makes trainers meet that make steps of their own, so that none of these is lost at the end;
   * does nothing where they have just met, or make every step together. All of them call this after
   * the same step.
   *
   * @throws io.freshet.model.training.exchange.ExchangeException where another one is lost
   */
  public void meet() {
    own.filter(OwnSteps::moved).ifPresent(this::meet);
  }

  /**
   * The gradients of some sub-batches of a step, at the weights as they are now. Those of the whole
   * step are the sum of those of its slices: {@link StepGradients#add}.
   *
   * @param from the first sub-batch
   * @param to the one after the last
   * @throws IllegalArgumentException where a sub-batch's task has no objective, or there is no
   *     sub-batch
   */
  public StepGradients gradients(TrainingStep step, int from, int to) {
    shared.begin(settings.seed(), steps, memory.trained());
    StepTotals totals = new StepTotals();
    NDManager scope = device.memory().newSubManager();
    try {
      Gradients sums = pass.gradients(scope, step, from, to, lossScale.value(), totals);
      return new StepGradients(step, scope, sums, totals);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  /**
   * Makes one update from the gradients of a step, as {@link #step} does. Where several trainers
   * share every step, each has those of its own parts, and they are added up here.
   *
   * @throws NonFiniteTrainingException after more non-finite steps in a row than allowed
   */
  public StepReport update(StepGradients gradients) {
    double learningRate = learningRate();
    StepTotals totals = gradients.totals();
    TrainingStep step = gradients.step();
    NDManager scope = gradients.scope();
    shared.sum(scope, gradients.sums().sums());
    double norm = optimizer.clip(scope, gradients.sums());
    boolean finite = Double.isFinite(norm) && totals.finite();
    if (finite) {
      optimizer.update(scope, memory.trained(), gradients.sums(), learningRate);
      pass.follow();
      lossScale = lossScale.afterUpdate();
      steps++;
      if (own.isEmpty()) {
        average(scope, settings.optimizer().averageDecay(), steps);
      }
      skippedInRow = 0;
      shared.check(steps, memory.trained());
    } else if (totals.finite() && lossScale.mayFall()) {
      lossScale = lossScale.afterOverflow();
      LOG.info("step {} overflowed; the loss scale falls to {}", step.index(), lossScale.value());
    } else {
      skip(step, norm, totals);
    }
    return totals.report(steps, norm, learningRate, !finite);
  }

  private void skip(TrainingStep step, double norm, StepTotals totals) {
    skippedInRow++;
    LOG.warn(
        "step {} is left out: losses {}, gradient norm {} ({} such steps in a row)",
        step.index(),
        totals.losses(),
        norm,
        skippedInRow);
    if (skippedInRow > settings.maximumSkippedSteps()) {
      throw new NonFiniteTrainingException(
          "%d steps in a row had a loss or a gradient that is not finite; the last was step %d with losses %s. A lower learning rate, a longer warm-up or a higher temperature may help."
              .formatted(skippedInRow, step.index(), totals.losses()));
    }
  }

  /** The first updates count for more: an average must not begin as that of the start. */
  private void average(NDManager scope, double decay, long updates) {
    if (decay > 0) {
      double share = 1 - Math.min(decay, (1.0 + updates) / (10.0 + updates));
      common.apply(
          scope,
          "average",
          Argument.of(memory.averages()),
          Argument.of(memory.trained()),
          Argument.of(Scopes.host(scope).create(share)));
    }
  }

  private double learningRate() {
    OptimizerSettings o = settings.optimizer();
    return o.learningRate() * o.schedule().factor(steps);
  }

  /**
   * Puts other objectives in the place of all, from the next step on. The parameters stay those of
   * the objectives that training started with.
   *
   * @throws IllegalArgumentException where one does not fit the model; nothing is changed then
   * @throws java.io.UncheckedIOException where one has an anchor that cannot be loaded
   */
  public void objectives(Map<String, TaskObjective> changed) {
    objectives.replace(changed);
  }

  /**
   * Sets the folder of the version that anchor losses hold to; where none is set, it is the folder
   * that training starts from.
   *
   * @throws IOException where an objective has an anchor and the folder cannot be read
   * @throws IllegalArgumentException where its embeddings are of another width
   */
  public void anchor(Path folder) throws IOException {
    objectives.anchor(folder);
  }

  /** Updates made so far, those before a restore included. */
  public long steps() {
    return steps;
  }

  /** Arrays held on the device between steps; does not grow. */
  public int arrays() {
    return device.arrays();
  }

  /** Copies weights, both moments, counters and the fingerprint of what decides their bits. */
  public TrainerState state() {
    return memory.copy(
        new StateHeader(
            StateHeader.FORMAT,
            steps,
            skippedInRow,
            settings.seed(),
            settings.optimizer().toString(),
            device.fingerprint(),
            counters(),
            !memory.averages().isEmpty(),
            memory.frozen(),
            objectives.documentDigest(),
            memory.describe()));
  }

  private Map<String, Double> counters() {
    Map<String, Double> counters = new HashMap<>(lossScale.counters());
    own.ifPresent(mine -> counters.putAll(mine.counters()));
    adapterScale.ifPresent(scale -> counters.put(TrainerState.ADAPTER_SCALE, scale));
    double share = settings.parameters().startShare();
    if (share > 0) {
      counters.put(TrainerState.START_SHARE, share);
    }
    return counters;
  }

  /** Frees weights and moments; states that were taken stay. */
  @Override
  public void close() {
    pass.close();
    objectives.close();
    device.close();
    tokenizer.close();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.language;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.ComputeOptions;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.LanguageHead;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.device.Argument;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.device.Scopes;
import io.freshet.model.encoder.NetworkSettings;
import io.freshet.model.encoder.TokenBuckets;
import io.freshet.model.encoder.WeightLoader;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.text.TokenBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A folder of a causal language model at work: how likely it finds answers, given what stands
 * before them. Thread-safe; calls take turns on the device.
 */
public final class LanguageModel implements AutoCloseable {
  /** Scores of the vocabulary that are held at once at most, in 128 MiB. */
  private static final long SCORES_A_PART = 1L << 25;

  private final ModelFolder folder;
  private final LanguageHead head;
  private final int batchTokens;
  private final long scoresAPart;
  private final TextTokenizer tokenizer;
  private final ComputeDevice device;
  private final DevicePrograms programs;
  private final Argument settings;
  private final NDList weights;
  private final ReentrantLock turn = new ReentrantLock(true);
  private boolean closed;

  private LanguageModel(
      ModelFolder folder,
      LanguageHead head,
      int batchTokens,
      long scoresAPart,
      TextTokenizer tokenizer,
      ComputeDevice device,
      NDList weights) {
    this.folder = folder;
    this.head = head;
    this.batchTokens = batchTokens;
    this.scoresAPart = scoresAPart;
    this.tokenizer = tokenizer;
    this.device = device;
    this.weights = weights;
    this.programs =
        DevicePrograms.load(Program.LIKELIHOOD, folder.architecture().program(), device);
    this.settings =
        NetworkSettings.forInference(folder, device.memory(), device.precision()).withoutDense();
  }

  /**
   * Loads a model folder.
   *
   * @throws ModelFormatException where the folder holds no causal language model with its head
   * @throws IOException where it cannot be read
   * @throws io.freshet.model.device.DeviceUnavailableException where libtorch or the device is
   *     missing
   */
  public static LanguageModel load(Path path, ComputeOptions compute) throws IOException {
    return load(path, compute, SCORES_A_PART);
  }

  /** Loads a model folder whose scores of the vocabulary are held so many at once. */
  static LanguageModel load(Path path, ComputeOptions compute, long scoresAPart)
      throws IOException {
    ModelFolder folder = ModelFolder.read(path);
    Architecture architecture = folder.architecture();
    if (!architecture.causal()) {
      throw new ModelFormatException(
          "%s (%s) is no causal language model: its tokens look to both sides"
              .formatted(path, architecture.modelType()));
    }
    Map<String, HostTensor> tensors = folder.tensors();
    LanguageHead head = LanguageHead.of(architecture, folder.config(), tensors.keySet());
    boolean tied = folder.config().path("tie_word_embeddings").asBoolean(false);
    if (head.tensors().isEmpty() && !tied) {
      throw new ModelFormatException(
          "%s holds no head that predicts tokens: its weights lack lm_head.weight, and config.json does not tie it to the embeddings (tie_word_embeddings)"
              .formatted(path));
    }
    TextTokenizer tokenizer = TextTokenizer.open(folder.tokenizer(), path.toString());
    ComputeDevice device = ComputeDevice.open(compute.floating());
    try {
      List<TensorSpec> specs =
          Stream.concat(architecture.tensors().stream(), head.tensors().stream()).toList();
      WeightLoader loader = new WeightLoader(DevicePrograms.load(Program.COMMON, device));
      NDList weights = loader.loadFixed(device.memory(), specs, tensors);
      return new LanguageModel(
          folder, head, compute.batchTokens(), scoresAPart, tokenizer, device, weights);
    } catch (IOException | RuntimeException e) {
      device.close();
      tokenizer.close();
      throw e;
    }
  }

  /** Tokens of a prompt and its answer at most, by the folder. */
  public int maxLength() {
    return folder.maxLength();
  }

  /**
   * The mean log-likelihood of each prompt's answer, in order.
   *
   * @throws IllegalArgumentException where one cannot be judged; {@link #likelihoods} tells which
   */
  public List<Double> meanLogLikelihoods(List<Prompt> prompts) {
    return likelihoods(prompts).stream().map(LanguageModel::mean).toList();
  }

  private static double mean(Likelihood likelihood) {
    if (likelihood instanceof Likelihood.Known known) {
      return known.mean();
    }
    throw new IllegalArgumentException(((Likelihood.Unfit) likelihood).reason());
  }

  /**
   * How likely the model finds each prompt's answer, in order. Where a prompt and its answer are
   * longer than the model reads, the candidate is cut at its end. Prompts of like length go through
   * the device together, so that the last bits may depend on the company.
   *
   * @throws IllegalStateException after closing
   * @throws ArithmeticException where the model's numbers are not finite
   */
  public List<Likelihood> likelihoods(List<Prompt> prompts) {
    turn.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the language model of " + folder.path() + " is closed");
      }
      List<PromptRows.Row> rows = new PromptRows(tokenizer, maxLength()).of(prompts);
      double[] means =
          means(
              rows.stream()
                  .filter(PromptRows.Row.Fit.class::isInstance)
                  .map(PromptRows.Row.Fit.class::cast)
                  .toList());
      List<Likelihood> results = new ArrayList<>();
      int known = 0;
      for (PromptRows.Row row : rows) {
        if (row instanceof PromptRows.Row.Fit fit) {
          results.add(new Likelihood.Known(means[known], fit.answer(), fit.cut()));
          known++;
        } else {
          results.add(new Likelihood.Unfit(((PromptRows.Row.Unfit) row).reason()));
        }
      }
      return List.copyOf(results);
    } finally {
      turn.unlock();
    }
  }

  private double[] means(List<PromptRows.Row.Fit> rows) {
    TokenBuckets buckets =
        TokenBuckets.withinBudget(
            rows.stream().map(PromptRows.Row.Fit::ids).toList(), batchTokens, tokenizer.padId());
    double[] means = new double[rows.size()];
    int done = 0;
    for (TokenBatch batch : buckets.batches()) {
      List<Integer> places = buckets.rows().subList(done, done + batch.rows());
      double[] values = means(batch, places.stream().map(rows::get).toList());
      for (int i = 0; i < values.length; i++) {
        if (!Double.isFinite(values[i])) {
          throw new ArithmeticException(
              "the language model of %s gives a likelihood that is no finite number"
                  .formatted(folder.path()));
        }
        means[places.get(i)] = values[i];
      }
      done += batch.rows();
    }
    return means;
  }

  private double[] means(TokenBatch batch, List<PromptRows.Row.Fit> rows) {
    long[] answers = new long[batch.ids().length];
    for (int i = 0; i < rows.size(); i++) {
      int end = i * batch.length() + rows.get(i).ids().length;
      Arrays.fill(answers, end - rows.get(i).answer(), end, 1);
    }
    Shape shape = new Shape(batch.rows(), batch.length());
    try (NDManager scope = device.memory().newSubManager()) {
      return programs
          .infer(
              scope,
              "means",
              Argument.of(weights),
              Argument.of(scope.create(batch.ids(), shape)),
              Argument.of(scope.create(batch.mask(), shape)),
              Argument.of(scope.create(answers, shape)),
              settings,
              task(scope))
          .singletonOrThrow()
          .toDoubleArray();
    }
  }

  private Argument task(NDManager scope) {
    NDManager host = Scopes.host(scope);
    Architecture architecture = folder.architecture();
    long tokens = Math.max(1, scoresAPart / architecture.vocabulary());
    return Argument.of(
        Map.of(
            "head", host.create(head.numbers(architecture.tensors().size())),
            "tokens_a_part", host.create(tokens)));
  }

  /** Frees the weights; a call that is under way ends first, later ones fail. */
  @Override
  public void close() {
    turn.lock();
    try {
      if (!closed) {
        closed = true;
        device.close();
        tokenizer.close();
      }
    } finally {
      turn.unlock();
    }
  }
}

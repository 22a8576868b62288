/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.options;

import io.freshet.model.ComputeOptions;
import io.freshet.model.Precision;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Which model encodes, how it reads texts, and where it computes. */
public final class EncoderOptions {

  /** The word for the version that serves. */
  public static final String SERVING = "serving";

  /** What texts are. */
  public enum Kind {
    /** What is asked. */
    QUERY,
    /** What is found. */
    DOCUMENT
  }

  /** A folder. */
  public static final ConfigOption<String> MODEL =
      ConfigOptions.key("model")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "A model folder on every TaskManager, such as 'file:///models/minilm'; or give"
                  + " 'registry' and 'version'.");

  /** Where versions are. */
  public static final ConfigOption<String> REGISTRY =
      ConfigOptions.key("registry")
          .stringType()
          .noDefaultValue()
          .withDescription("The registry of versions, on any file system that Flink knows.");

  /** Which version. */
  public static final ConfigOption<String> VERSION =
      ConfigOptions.key("version")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Name of a version in the registry, such as '400-1a2b3c4d'; 'serving' for the one"
                  + " that built the generation behind an alias, which queries alone may have.");

  /** What texts are. */
  public static final ConfigOption<Kind> KIND =
      ConfigOptions.key("kind")
          .enumType(Kind.class)
          .defaultValue(Kind.DOCUMENT)
          .withDescription("Whether texts are documents or queries.");

  /** A prompt by name. */
  public static final ConfigOption<String> TASK =
      ConfigOptions.key("task")
          .stringType()
          .noDefaultValue()
          .withDescription("Name of one of the folder's prompts, put before every text.");

  /** A prompt as such. */
  public static final ConfigOption<String> PROMPT =
      ConfigOptions.key("prompt")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Put before every text, instead of the folder's own prompt of the kind.");

  /** Tokens of a text. */
  public static final ConfigOption<Integer> MAX_LENGTH =
      ConfigOptions.key("max-length")
          .intType()
          .noDefaultValue()
          .withDescription("Tokens of a text at most; the folder's own limit stays.");

  /** Where to compute. */
  public static final ConfigOption<String> DEVICE =
      ConfigOptions.key("device")
          .stringType()
          .defaultValue("auto")
          .withDescription("'auto', 'cpu', 'cuda' or 'cuda:n'.");

  /** Threads on the processor. */
  public static final ConfigOption<Integer> THREADS =
      ConfigOptions.key("threads")
          .intType()
          .defaultValue(0)
          .withDescription("Threads of a call on the processor; 0 for one a processor.");

  /** Tokens of a batch. */
  public static final ConfigOption<Integer> BATCH_TOKENS =
      ConfigOptions.key("batch-tokens")
          .intType()
          .defaultValue(ComputeOptions.cpu(1).batchTokens())
          .withDescription("Tokens of texts that go through the network together at most.");

  /** Numbers kept. */
  public static final ConfigOption<Integer> DIMENSION =
      ConfigOptions.key("dimension")
          .intType()
          .noDefaultValue()
          .withDescription(
              "Numbers of a vector that are kept, of a model trained for it (Matryoshka).");

  /** Of products. */
  public static final ConfigOption<Precision> PRECISION =
      ConfigOptions.key("precision")
          .enumType(Precision.class)
          .defaultValue(Precision.AUTO)
          .withDescription("Precision of the network's products.");

  private EncoderOptions() {}

  /** Those of a model; none is required by itself. */
  public static Set<ConfigOption<?>> ofModels() {
    return Set.of(
        MODEL,
        REGISTRY,
        VERSION,
        KIND,
        TASK,
        PROMPT,
        MAX_LENGTH,
        DEVICE,
        THREADS,
        BATCH_TOKENS,
        DIMENSION,
        PRECISION);
  }
}

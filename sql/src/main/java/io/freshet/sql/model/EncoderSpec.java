/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.model;

import io.freshet.model.ComputeOptions;
import io.freshet.model.Precision;
import io.freshet.sql.options.EncoderOptions;
import io.freshet.sql.options.OptionNames;
import java.io.Serializable;
import java.net.URI;
import java.util.OptionalInt;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Which model, and where it computes: what has all of this in common shares one model in a process.
 * Immutable.
 *
 * @param folder a folder of this machine; the empty string where the registry has it
 * @param registry of versions; the empty string where the folder is given
 * @param version name of a version in the registry; the empty string where the folder is given
 * @param device as {@link ComputeOptions} has it
 * @param threads as {@link ComputeOptions} has it
 * @param batchTokens as {@link ComputeOptions} has it
 * @param dimension numbers of a vector that are kept; 0 for all
 * @param precision of products
 */
public record EncoderSpec(
    String folder,
    String registry,
    String version,
    String device,
    int threads,
    int batchTokens,
    int dimension,
    Precision precision)
    implements Serializable {

  /**
   * Reads a spec.
   *
   * @throws org.apache.flink.table.api.ValidationException naming the option that is wrong
   */
  public static EncoderSpec of(ReadableConfig options) {
    String folder = options.getOptional(EncoderOptions.MODEL).map(EncoderSpec::local).orElse("");
    String registry = options.getOptional(EncoderOptions.REGISTRY).orElse("");
    String version = options.getOptional(EncoderOptions.VERSION).orElse("");
    if (folder.isEmpty() && registry.isEmpty()) {
      throw OptionNames.wrong(
          EncoderOptions.MODEL,
          "say which model: a folder here, or a registry by 'registry' and a version by 'version'");
    }
    if (!folder.isEmpty() && !(registry.isEmpty() && version.isEmpty())) {
      throw OptionNames.wrong(
          EncoderOptions.MODEL, "a folder needs neither 'registry' nor 'version'; leave them out");
    }
    if (folder.isEmpty() && version.isEmpty()) {
      throw OptionNames.wrong(
          EncoderOptions.VERSION, "name a version of the registry; `freshet versions` lists them");
    }
    return new EncoderSpec(
        folder,
        registry,
        version,
        options.get(EncoderOptions.DEVICE),
        atLeast(0, EncoderOptions.THREADS, options.get(EncoderOptions.THREADS)),
        atLeast(1, EncoderOptions.BATCH_TOKENS, options.get(EncoderOptions.BATCH_TOKENS)),
        options
            .getOptional(EncoderOptions.DIMENSION)
            .map(numbers -> atLeast(1, EncoderOptions.DIMENSION, numbers))
            .orElse(0),
        options.get(EncoderOptions.PRECISION));
  }

  private static String local(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw OptionNames.wrong(EncoderOptions.MODEL, "'" + text + "' is no URI: " + e.getMessage());
    }
    if (uri.getScheme() == null) {
      return text;
    }
    if (!uri.getScheme().equals("file")) {
      throw OptionNames.wrong(
          EncoderOptions.MODEL,
          "'%s' is on no TaskManager; publish it into a registry and give 'registry' and 'version'"
              .formatted(text));
    }
    return uri.getPath();
  }

  static int atLeast(int least, ConfigOption<Integer> option, int value) {
    if (value < least) {
      throw OptionNames.wrong(option, "give %d or more, not %d".formatted(least, value));
    }
    return value;
  }

  /** Where it computes. */
  public ComputeOptions compute() {
    return new ComputeOptions(
        device,
        threads,
        batchTokens,
        dimension == 0 ? OptionalInt.empty() : OptionalInt.of(dimension),
        precision);
  }
}

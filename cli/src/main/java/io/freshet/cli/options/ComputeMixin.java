/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.options;

import io.freshet.model.ComputeOptions;
import io.freshet.model.Precision;
import picocli.CommandLine.Option;

/** {@code --device}, {@code --threads}, {@code --batch-tokens} and {@code --model-precision}. */
public final class ComputeMixin {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description = "auto, cpu, cuda or cuda:n (default: ${DEFAULT-VALUE}).")
  private String device = "auto";

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads of one call on a CPU; one a processor where not given.")
  private int threads;

  @Option(
      names = "--batch-tokens",
      paramLabel = "N",
      defaultValue = "4096",
      description = "Padded tokens of one call at most (default: ${DEFAULT-VALUE}).")
  private int batchTokens;

  @Option(
      names = "--model-precision",
      paramLabel = "P",
      defaultValue = "auto",
      description =
          "Type of the model's products, as of model.precision: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Precision precision = Precision.AUTO;

  /**
   * Where and how models compute.
   *
   * @throws WrongUseException where an option has a value that cannot be used
   */
  public ComputeOptions options() {
    if (!device.matches("auto|cpu|cuda(:\\d+)?")) {
      throw new WrongUseException(
          "--device: '" + device + "' is not allowed; expected auto, cpu, cuda or cuda:n");
    }
    if (threads < 0 || batchTokens < 1) {
      throw new WrongUseException("--threads and --batch-tokens must be positive");
    }
    int count = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    return new ComputeOptions(device, count, batchTokens).withPrecision(precision);
  }
}

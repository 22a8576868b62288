/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.cli.mining.DemoData;
import io.freshet.connectors.registry.LocalFolders;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the demonstration teaches, searches and starts from.
 *
 * @param model folder of a fresh model whose tokenizer was learnt from the data
 */
public record DemoMaterial(DemoData data, Path model) {

  /**
   * Makes it, or finds it made already.
   *
   * @param home root of the built repository, or of an installation
   * @param cache where it is kept between runs
   */
  public static DemoMaterial prepare(Path home, Path cache) throws IOException {
    Path installed = home.resolve("lib").resolve("demo-sources");
    Path sources =
        Files.isDirectory(installed)
            ? installed
            : home.resolve("cli").resolve("target").resolve("demo-sources");
    return of(DemoData.prepare(sources, cache));
  }

  /** Adds the start model, kept beside the data. */
  public static DemoMaterial of(DemoData data) throws IOException {
    Path folder = data.directory().resolve("start-model-" + DemoConfig.MAX_LENGTH);
    return new DemoMaterial(data, StartModel.prepare(data.corpus(), folder));
  }

  /**
   * Writes files that {@code freshet produce} sends, the start model, and a configuration to run
   * them with, to a folder of their own, at once or not at all.
   *
   * @throws FileAlreadyExistsException where there is something already
   */
  public void write(Path folder) throws IOException {
    Path target = folder.toAbsolutePath();
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(folder.toString());
    }
    Path aside = target.resolveSibling(target.getFileName() + ".part");
    LocalFolders.delete(aside);
    Files.createDirectories(aside);
    try {
      for (Path file : new Path[] {data.trainingExamples(), data.documents(), data.judgments()}) {
        Files.copy(file, aside.resolve(file.getFileName()));
      }
      LocalFolders.copy(data.probes(), aside.resolve("probes"));
      LocalFolders.copy(model, aside.resolve("model"));
      Files.writeString(
          aside.resolve("freshet.yaml"),
          DemoConfig.yaml(
              "localhost:9092",
              "http://localhost:9200",
              target.resolve("model"),
              target.resolve("probes"),
              target),
          UTF_8);
      Files.move(aside, target);
    } finally {
      LocalFolders.delete(aside);
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.cli.dataset.DemoData;
import io.freshet.cli.models.PretrainedModel;
import io.freshet.connectors.registry.LocalFolders;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the demonstration teaches, searches and starts from.
 *
 * @param model folder of the start model
 * @param start what model that is
 */
public record DemoMaterial(DemoData data, Path model, DemoStart start) {

  /** What a person should know who starts from all-MiniLM-L6-v2. */
  public static final String MINILM_ORIGIN = "starts from " + PretrainedModel.MINILM.origin();

  /**
   * Makes it, or finds it made already.
   *
   * @param home root of the built repository, or of an installation
   * @param cache where it is kept between runs
   * @param start the model to start from, which may have to be downloaded
   */
  public static DemoMaterial prepare(Path home, Path cache, DemoStart start) throws IOException {
    Path installed = home.resolve("lib").resolve("demo-sources");
    Path sources =
        Files.isDirectory(installed)
            ? installed
            : home.resolve("cli").resolve("target").resolve("demo-sources");
    DemoData data = DemoData.prepare(sources, cache);
    return new DemoMaterial(data, StartModel.prepare(start, data, cache), start);
  }

  /** Adds a fresh start model, kept beside the data. */
  public static DemoMaterial of(DemoData data) throws IOException {
    DemoStart start = DemoStart.FRESH;
    return new DemoMaterial(data, StartModel.prepare(start, data, data.directory()), start);
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
              start,
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

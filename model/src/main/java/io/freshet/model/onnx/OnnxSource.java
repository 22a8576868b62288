/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.text.TokenizerFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * An ONNX file and its tokenizer, wherever they come from. What lay in a jar is unpacked to a
 * temporary folder until this is closed.
 *
 * @param model the ONNX file
 * @param tokenizer the tokenizer's file
 * @param unpacked the temporary folder, where there is one
 */
record OnnxSource(Path model, Path tokenizer, Optional<Path> unpacked) implements AutoCloseable {
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final String MODEL = ".onnx";

  /**
   * Finds both.
   *
   * @param source an ONNX file, or a jar (any zip) that holds one
   * @param given the tokenizer, where the caller names one
   * @throws ModelFormatException where one of them is missing, or there are several
   */
  static OnnxSource open(Path source, Optional<Path> given) throws IOException {
    try (InputStream in = Files.newInputStream(source)) {
      if (Arrays.equals(in.readNBytes(ZIP.length), ZIP)) {
        return unpack(source, given);
      }
    }
    return new OnnxSource(
        source, given.isPresent() ? given.get() : beside(source), Optional.empty());
  }

  private static Path beside(Path model) throws IOException {
    Path folder = model.toAbsolutePath().getParent();
    if (folder == null) {
      throw missing(model.toString());
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(file -> String.valueOf(file.getFileName())).toList();
      return folder.resolve(tokenizer(names, "beside " + model));
    }
  }

  private static OnnxSource unpack(Path jar, Optional<Path> given) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      List<String> names = zip.stream().map(ZipEntry::getName).toList();
      List<String> models = names.stream().filter(name -> name.endsWith(MODEL)).toList();
      if (models.size() != 1) {
        throw new ModelFormatException(
            models.isEmpty()
                ? jar + " holds no file that ends with " + MODEL
                : "%s holds several models: %s; unpack it and name one of them"
                    .formatted(jar, String.join(", ", models)));
      }
      String tokenizer = given.isPresent() ? "" : tokenizer(names, "in " + jar);
      Path folder = Files.createTempDirectory("freshet-onnx");
      OnnxSource source =
          new OnnxSource(
              folder.resolve("model" + MODEL),
              given.orElse(folder.resolve(TokenizerFile.NAME)),
              Optional.of(folder));
      try {
        unpack(zip, models.get(0), source.model());
        if (given.isEmpty()) {
          unpack(zip, tokenizer, source.tokenizer());
        }
      } catch (IOException | RuntimeException e) {
        source.close();
        throw e;
      }
      return source;
    }
  }

  private static void unpack(ZipFile zip, String name, Path target) throws IOException {
    try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
      Files.copy(in, target);
    }
  }

  /** The one among names that is exactly {@code tokenizer.json}, or the only one that ends so. */
  private static String tokenizer(List<String> names, String where) throws ModelFormatException {
    List<String> found = names.stream().filter(name -> name.endsWith(TokenizerFile.NAME)).toList();
    if (found.contains(TokenizerFile.NAME)) {
      return TokenizerFile.NAME;
    }
    if (found.size() > 1) {
      throw new ModelFormatException(
          "there are several tokenizers %s: %s; name one by --tokenizer"
              .formatted(where, String.join(", ", found)));
    }
    if (found.isEmpty()) {
      throw missing(where);
    }
    return found.get(0);
  }

  private static ModelFormatException missing(String where) {
    return new ModelFormatException(
        "there is no %s %s; name the model's own by --tokenizer"
            .formatted(TokenizerFile.NAME, where));
  }

  /** Deletes what was unpacked. */
  @Override
  public void close() throws IOException {
    if (unpacked.isPresent()) {
      Path folder = unpacked.get();
      Files.deleteIfExists(folder.resolve("model" + MODEL));
      Files.deleteIfExists(folder.resolve(TokenizerFile.NAME));
      Files.delete(folder);
    }
  }
}

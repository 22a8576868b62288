/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import io.freshet.model.loss.LossDefinitions;
import io.freshet.model.program.ProgramSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs the readable sources of the device programs into the archive that libtorch loads: the file
 * of the called class and every file that one of them refers to. Whatever refers to {@code
 * architecture} gets the file of the architecture that was chosen; the files of the losses, and the
 * one that calls them, are those of the definitions on the class path.
 */
final class ProgramArchive {
  private static final String FOLDER = "/io/freshet/model/programs/";
  private static final String ARCHITECTURE = "architecture";
  private static final Pattern REFERENCE = Pattern.compile("__torch__\\.([a-z][a-z0-9_]*)\\.");

  private final Map<String, String> brought = new TreeMap<>();
  private final Map<String, String> sources = new TreeMap<>();
  private final Supplier<List<ProgramSource>> losses;

  private ProgramArchive(Supplier<List<ProgramSource>> losses) {
    this.losses = losses;
  }

  /**
   * Returns an archive whose one object is of the program's class and holds no data.
   *
   * @param architecture empty for programs that need none
   * @param losses sources of the losses and of the file that calls them; asked only by a program
   *     that calls losses
   * @throws IllegalArgumentException where a file that a loss brings is called as one of Freshet's
   */
  static byte[] of(
      Program program, Optional<ProgramSource> architecture, Supplier<List<ProgramSource>> losses) {
    ProgramArchive archive = new ProgramArchive(losses);
    architecture.ifPresent(source -> archive.brought.put(ARCHITECTURE, source.text()));
    return archive.pack(program);
  }

  private byte[] pack(Program program) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "p/data.pkl", pickledObject(program));
      collect(program.file());
      for (Map.Entry<String, String> source : sources.entrySet()) {
        store(
            zip,
            "p/code/__torch__/" + source.getKey() + ".py",
            source.getValue().getBytes(StandardCharsets.UTF_8));
      }
      store(zip, "p/constants.pkl", "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1));
      store(zip, "p/version", "10\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("the device programs cannot be packed", e);
    }
    return bytes.toByteArray();
  }

  private void collect(String name) throws IOException {
    if (sources.containsKey(name)) {
      return;
    }
    if (name.equals(LossDefinitions.DISPATCH)) {
      for (ProgramSource source : losses.get()) {
        bring(source);
      }
    }
    String source = source(name);
    sources.put(name, source);
    Matcher references = REFERENCE.matcher(source);
    while (references.find()) {
      collect(references.group(1));
    }
  }

  private void bring(ProgramSource source) throws IOException {
    boolean another = resource(source.name()).filter(own -> !own.equals(source.text())).isPresent();
    if (another || brought.putIfAbsent(source.name(), source.text()) != null) {
      throw new IllegalArgumentException(
          "a loss brings a source called %s, and Freshet has another of that name"
              .formatted(source));
    }
  }

  private String source(String name) throws IOException {
    Optional<String> given = Optional.ofNullable(brought.get(name));
    return (given.isPresent() ? given : resource(name))
        .orElseThrow(() -> new IOException("the source %s.py is not there".formatted(name)));
  }

  /** Pickle, protocol 2: an object of the class with the one attribute that every module has. */
  private static byte[] pickledObject(Program program) {
    String className = "c__torch__." + program.file() + "\n" + program.type() + "\n";
    String attribute = "X\u0008\u0000\u0000\u0000training";
    return ("\u0080\u0002" + className + "q\u0000)\u0081}(" + attribute + "q\u0001\u0088ubq\u0003.")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Optional<String> resource(String name) throws IOException {
    try (InputStream in = ProgramArchive.class.getResourceAsStream(FOLDER + name + ".py")) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Libtorch maps entries where they lie, so none may be compressed. */
  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}

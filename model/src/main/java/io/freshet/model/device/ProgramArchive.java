/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs the readable sources of the device programs into the archive that libtorch loads. */
final class ProgramArchive {
  private static final String FOLDER = "/io/freshet/model/programs/";
  private static final List<String> SOURCES =
      List.of(
          "activation.py",
          "attention.py",
          "bert.py",
          "common.py",
          "dropout.py",
          "losses.py",
          "optimiser.py",
          "pooling.py");

  private ProgramArchive() {}

  /** Returns an archive whose one object is of the program's class and holds no data. */
  static byte[] of(Program program) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "p/data.pkl", pickledObject(program));
      for (String source : SOURCES) {
        store(zip, "p/code/__torch__/" + source, resource(source));
      }
      store(zip, "p/constants.pkl", "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1));
      store(zip, "p/version", "10\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("the device programs cannot be packed", e);
    }
    return bytes.toByteArray();
  }

  /** Pickle, protocol 2: an object of the class with the one attribute that every module has. */
  private static byte[] pickledObject(Program program) {
    String className = "c__torch__." + program.file() + "\n" + program.type() + "\n";
    String attribute = "X\u0008\u0000\u0000\u0000training";
    return ("\u0080\u0002" + className + "q\u0000)\u0081}(" + attribute + "q\u0001\u0088ubq\u0003.")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ProgramArchive.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IOException("the source " + FOLDER + name + " is not on the class path");
      }
      return in.readAllBytes();
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

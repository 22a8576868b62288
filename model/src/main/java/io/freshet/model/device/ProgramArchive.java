/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs the readable sources of the device programs into the archive that libtorch loads: the file
 * of the called class and every file that one of them refers to. Whatever refers to {@code
 * architecture} gets the file of the architecture that was chosen.
 */
final class ProgramArchive {
  private static final String FOLDER = "/io/freshet/model/programs/";
  private static final String ARCHITECTURE = "architecture";
  private static final Pattern REFERENCE = Pattern.compile("__torch__\\.([a-z_]+)\\.");

  private ProgramArchive() {}

  /**
   * Returns an archive whose one object is of the program's class and holds no data.
   *
   * @param architecture name of the architecture's file; not looked at by programs that need none
   */
  static byte[] of(Program program, String architecture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "p/data.pkl", pickledObject(program));
      Map<String, byte[]> sources = new TreeMap<>();
      collect(program.file(), architecture, sources);
      for (Map.Entry<String, byte[]> source : sources.entrySet()) {
        store(zip, "p/code/__torch__/" + source.getKey() + ".py", source.getValue());
      }
      store(zip, "p/constants.pkl", "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1));
      store(zip, "p/version", "10\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("the device programs cannot be packed", e);
    }
    return bytes.toByteArray();
  }

  private static void collect(String name, String architecture, Map<String, byte[]> sources)
      throws IOException {
    if (sources.containsKey(name)) {
      return;
    }
    byte[] source = resource(name.equals(ARCHITECTURE) ? "architectures/" + architecture : name);
    sources.put(name, source);
    Matcher references = REFERENCE.matcher(new String(source, StandardCharsets.UTF_8));
    while (references.find()) {
      collect(references.group(1), architecture, sources);
    }
  }

  /** Pickle, protocol 2: an object of the class with the one attribute that every module has. */
  private static byte[] pickledObject(Program program) {
    String className = "c__torch__." + program.file() + "\n" + program.type() + "\n";
    String attribute = "X\u0008\u0000\u0000\u0000training";
    return ("\u0080\u0002" + className + "q\u0000)\u0081}(" + attribute + "q\u0001\u0088ubq\u0003.")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] resource(String name) throws IOException {
    String path = FOLDER + name + ".py";
    try (InputStream in = ProgramArchive.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException("the source " + path + " is not on the class path");
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

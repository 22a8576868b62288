/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.connectors.records.DeadLetter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the lines that cannot be used in a file beside the result, as JSON lines with {@code file},
 * {@code line} (counted from 1), {@code reason}, {@code error} and {@code text}. The file is made
 * with the first such line; after a failure lines may stand in it twice.
 */
public final class RejectedLines implements Sink<DeadLetter> {

  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String file;

  /** Appends to a file. */
  public RejectedLines(Path file) {
    this.file = file.toAbsolutePath().toString();
  }

  @Override
  public SinkWriter<DeadLetter> createWriter(WriterInitContext context) {
    return new Writer(Path.of(file));
  }

  private static final class Writer implements SinkWriter<DeadLetter> {

    private final Path file;
    private @Nullable BufferedWriter out;

    Writer(Path file) {
      this.file = file;
    }

    @Override
    public void write(DeadLetter letter, Context context) throws IOException {
      if (out == null) {
        Path parent = file.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        out =
            Files.newBufferedWriter(
                file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("file", letter.origin().topic());
      line.put("line", letter.origin().offset() + 1);
      line.put("reason", letter.reason());
      line.put("error", letter.error());
      line.put("text", new String(letter.value(), StandardCharsets.UTF_8));
      out.write(JSON.writeValueAsString(line));
      out.write('\n');
    }

    @Override
    public void flush(boolean endOfInput) throws IOException {
      if (out != null) {
        out.flush();
      }
    }

    @Override
    public void close() throws IOException {
      if (out != null) {
        out.close();
      }
    }
  }
}

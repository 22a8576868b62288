/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a node as a child process, from its start to its end. Thread-safe. */
final class NodeProcess {
  private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);
  private static final Duration READY_LIMIT = Duration.ofMinutes(3);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(15);

  /** Of a node that archives its classes as well, which takes seconds of a processor. */
  private static final Duration ARCHIVE_LIMIT = Duration.ofMinutes(1);

  private static final int ADDRESS_IN_USE = 98;

  /** Of a JVM that was asked to end, and did. */
  private static final int TERMINATED = 128 + 15;

  private static final int PORT_ATTEMPTS = 5;
  private static final String READY = "READY ";

  private final NodeSpec spec;
  private final NodeClasses classes;
  private final Path grownArchive;
  private final Duration closeLimit;
  private final Process process;
  private final String address;

  private NodeProcess(
      NodeSpec spec,
      NodeClasses classes,
      Path grownArchive,
      Duration closeLimit,
      Process process,
      String address) {
    this.spec = spec;
    this.classes = classes;
    this.grownArchive = grownArchive;
    this.closeLimit = closeLimit;
    this.process = process;
    this.address = address;
  }

  /**
   * Starts a node and waits until it is ready.
   *
   * @param port the port to serve on; 0 for any free one
   * @throws EmbeddedServerException where it did not become ready, with the end of its log
   */
  static NodeProcess start(NodeSpec spec, Path home, Path data, int port) {
    for (int attempt = 1; ; attempt++) {
      try {
        return startOnce(spec, home, data.toAbsolutePath(), port);
      } catch (PortTakenException e) {
        if (attempt == PORT_ATTEMPTS) {
          throw new EmbeddedServerException(
              "%s found its port taken %d times%s".formatted(spec.name(), attempt, e.detail));
        }
        LOG.info("{} found its port taken, trying again", spec.name());
      }
    }
  }

  /**
   * As {@link #start}, on any free port where somebody holds the preferred one or takes it first.
   */
  static NodeProcess startPreferring(int port, NodeSpec spec, Path home, Path data) {
    if (Ports.isFree(port)) {
      try {
        return startOnce(spec, home, data.toAbsolutePath(), port);
      } catch (PortTakenException e) {
        LOG.info("{} lost port {} to another process, taking a free one", spec.name(), port);
      }
    }
    return start(spec, home, data, 0);
  }

  private static NodeProcess startOnce(NodeSpec spec, Path home, Path data, int port) {
    Path console = data.resolve(spec.name() + ".console");
    NodeClasses classes = NodeClasses.of(spec, home.toAbsolutePath());
    Path grownArchive = spec.grownArchive(data);
    List<String> command = spec.command(classes, data, port);
    Process process;
    try {
      Files.createDirectories(data);
      process =
          new ProcessBuilder(command)
              .directory(data.toFile())
              .redirectError(ProcessBuilder.Redirect.appendTo(console.toFile()))
              .start();
    } catch (IOException e) {
      throw new EmbeddedServerException("cannot start " + spec.name(), e);
    }
    CompletableFuture<String> ready = readiness(spec, process);
    try {
      String address = ready.get(READY_LIMIT.toSeconds(), TimeUnit.SECONDS);
      LOG.info("{} is ready at {}, process {}", spec.name(), address, process.pid());
      Duration closeLimit = NodeClasses.isArchivedBy(command) ? ARCHIVE_LIMIT : CLOSE_LIMIT;
      return new NodeProcess(spec, classes, grownArchive, closeLimit, process, address);
    } catch (ExecutionException e) {
      int status = end(process);
      String detail = tails(spec.log(data), console);
      if (status == ADDRESS_IN_USE) {
        throw new PortTakenException(detail);
      }
      throw new EmbeddedServerException(
          "%s ended with status %d before it was ready%s".formatted(spec.name(), status, detail));
    } catch (TimeoutException e) {
      end(process);
      throw new EmbeddedServerException(
          "%s was not ready after %s%s"
              .formatted(spec.name(), READY_LIMIT, tails(spec.log(data), console)));
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
      throw new EmbeddedServerException("interrupted while " + spec.name() + " started", e);
    }
  }

  /** Completes with the address the node says, exceptionally where its output ends before. */
  private static CompletableFuture<String> readiness(NodeSpec spec, Process process) {
    CompletableFuture<String> ready = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader out =
                  new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                // Read on after the first word, so that the node never blocks on a full pipe.
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                  if (line.startsWith(READY)) {
                    ready.complete(line.substring(READY.length()).strip());
                  }
                }
              } catch (IOException e) {
                LOG.debug("output of {} ended", spec.name(), e);
              }
              ready.completeExceptionally(new IOException("the process ended"));
            },
            "output-of-" + spec.name());
    reader.setDaemon(true);
    reader.start();
    return ready;
  }

  /** What the node said after READY. */
  String address() {
    return address;
  }

  /** The operating system's process. */
  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Ends the node as {@code kill -9} does and waits for its end. */
  void kill() {
    end(process);
    NodeClasses.discard(grownArchive);
  }

  /** Ends the node in order, by force where it takes too long, and waits for its end. */
  void close() {
    // Not Process.destroy: that closes the pipes too, and the node would halt instead of closing.
    process.toHandle().destroy();
    try {
      if (process.waitFor(closeLimit.toSeconds(), TimeUnit.SECONDS)) {
        if (process.exitValue() == TERMINATED) {
          classes.keep(grownArchive);
        }
      } else {
        LOG.warn("{} did not end within {}, killing it", spec.name(), closeLimit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      kill();
    }
  }

  /** Kills the process if it still runs, and returns its exit status whatever interrupts come. */
  private static int end(Process process) {
    process.destroyForcibly();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.waitFor();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String tails(Path... logs) {
    StringBuilder text = new StringBuilder();
    for (Path log : logs) {
      text.append(System.lineSeparator()).append("--- end of ").append(log).append(":");
      for (String line : tail(log.toFile())) {
        text.append(System.lineSeparator()).append(line);
      }
    }
    return text.toString();
  }

  private static List<String> tail(File log) {
    try {
      List<String> lines = Files.readAllLines(log.toPath(), UTF_8);
      return lines.subList(Math.max(0, lines.size() - 25), lines.size());
    } catch (IOException e) {
      return List.of("(cannot be read: " + e + ")");
    }
  }

  /** The node ended because another process holds its port. */
  private static final class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String detail;

    PortTakenException(String detail) {
      this.detail = detail;
    }
  }
}

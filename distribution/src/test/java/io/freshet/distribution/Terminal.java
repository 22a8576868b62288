/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A reader's terminal: a shell in a folder of the reader's own, in which {@code freshet}, {@code
 * ./freshet} and {@code bin/freshet} are the command of an installation. Calls that end share one
 * JVM; those that run until Ctrl-C are processes of their own. Used by one thread.
 */
final class Terminal {
  private static final long LIMIT_SECONDS = 240;
  private static final long END_SECONDS = 60;

  /** Hands its words to {@link CommandServer} and ends as the call did. */
  private static final String CALL =
      """
      #!/usr/bin/env bash
      exec 3<>"/dev/tcp/127.0.0.1/$FRESHET_PORT" || exit 99
      printf '%s\\0' "$#" "$@" >&3
      read -r status files <&3 || exit 98
      cat "$files.out"
      cat "$files.err" >&2
      exit "$status"
      """;

  private final Installation installation;
  private final Path folder;
  private final Process server;
  private final String port;
  private final List<Process> endless = new ArrayList<>();

  private Terminal(Installation installation, Path folder, Process server, String port) {
    this.installation = installation;
    this.folder = folder;
    this.server = server;
    this.port = port;
  }

  /** Opens one in a folder that is there. */
  static Terminal open(Installation installation, Path folder) throws IOException {
    Path script = folder.resolve("freshet");
    Files.writeString(script, CALL, UTF_8);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createSymbolicLink(
        Files.createDirectories(folder.resolve("bin")).resolve("freshet"), script);
    Path said = Files.createDirectories(folder.resolve("said"));
    // Equal runs give equal bits: the environment of the tests is as that of the command's script.
    Process server =
        new ProcessBuilder(java(installation, said))
            .directory(folder.toFile())
            .redirectError(said.resolve("server.err").toFile())
            .start();
    String port =
        new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8)).readLine();
    if (port == null) {
      throw new IOException(Files.readString(said.resolve("server.err"), UTF_8));
    }
    return new Terminal(installation, folder, server, port);
  }

  private static List<String> java(Installation installation, Path said) {
    Path home = installation.home();
    String path =
        String.join(
            ":",
            home.resolve("lib/command") + "/*",
            home.resolve("usrlib") + "/*",
            home.resolve("lib") + "/*",
            home.resolve("lib/flink") + "/*",
            Path.of("target/test-classes").toAbsolutePath().toString());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FlinkImage.OPENS);
    command.addAll(
        List.of(
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-Dfreshet.home=" + home,
            "-Dfreshet.log=" + said.resolve("freshet.log"),
            "-cp",
            path,
            CommandServer.class.getName(),
            said.toString()));
    return command;
  }

  /** Calls the command with these words and waits for its end. */
  Installation.Output freshet(String... words) throws IOException, InterruptedException {
    List<String> call = new ArrayList<>(List.of(folder.resolve("freshet").toString()));
    call.addAll(List.of(words));
    return run(call);
  }

  /** Types a line and waits for its end. */
  Installation.Output type(String line) throws IOException, InterruptedException {
    return run(List.of("/bin/bash", "-o", "pipefail", "-c", line));
  }

  private Installation.Output run(List<String> command) throws IOException, InterruptedException {
    Path out = folder.resolve("said/out");
    Path err = folder.resolve("said/err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("FRESHET_PORT", port);
    builder.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
    Process shell = builder.start();
    shell.getOutputStream().close();
    if (!shell.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      shell.destroyForcibly().waitFor();
    }
    return new Installation.Output(
        shell.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  /**
   * Types a call of the command that runs until Ctrl-C, and waits until it has said something.
   *
   * @return all that it has said by then
   */
  String begin(List<String> words, String awaited, Duration limit) throws IOException {
    Path out = folder.resolve("said/endless-" + endless.size());
    endless.add(
        installation
            .script("freshet", words.toArray(String[]::new))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start());
    Process process = endless.get(endless.size() - 1);
    Await.until(
        awaited, limit, () -> Files.readString(out, UTF_8).contains(awaited) || !process.isAlive());
    String said = Files.readString(out, UTF_8);
    if (!said.contains(awaited)) {
      throw new AssertionError("it ended with " + process.exitValue() + ": " + said);
    }
    return said;
  }

  /** Presses Ctrl-C for what was begun last, unless that is the first. */
  void endLast() throws InterruptedException {
    if (endless.size() > 1) {
      end(endless.remove(endless.size() - 1));
    }
  }

  /** Presses Ctrl-C for all that runs, the last first. */
  void leave() throws IOException, InterruptedException {
    for (int i = endless.size() - 1; i >= 0; i--) {
      end(endless.get(i));
    }
    // It ends with its standard input.
    server.getOutputStream().close();
    end(server);
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("it did not end");
    }
  }
}

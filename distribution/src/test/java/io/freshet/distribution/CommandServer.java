/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.cli.Main;
import io.freshet.embedded.testing.ParentWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs calls of the command, one after the other, in the folder that it was started in: a JVM that
 * has loaded everything already answers in milliseconds. Ends when its standard input does.
 */
final class CommandServer {
  private CommandServer() {}

  /** Prints its port; the argument is the folder for what the calls print. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    ParentWatch.endWithTheParent();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      System.out.println(server.getLocalPort());
      for (int call = 0; ; call++) {
        try (Socket caller = server.accept()) {
          answer(caller, folder.resolve("call-" + call));
        }
      }
    }
  }

  /** The number of words and the words, each ended by a zero byte; back go status and files. */
  private static void answer(Socket caller, Path files) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(caller.getInputStream(), UTF_8));
    String[] words = new String[Integer.parseInt(word(in))];
    for (int i = 0; i < words.length; i++) {
      words[i] = word(in);
    }
    int status;
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(Path.of(files + ".out")));
        PrintWriter err = new PrintWriter(Files.newBufferedWriter(Path.of(files + ".err")))) {
      status = Main.run(out, err, words);
    }
    caller.getOutputStream().write("%d %s%n".formatted(status, files).getBytes(UTF_8));
  }

  private static String word(BufferedReader in) throws IOException {
    StringBuilder word = new StringBuilder();
    for (int c = in.read(); c != 0; c = in.read()) {
      if (c < 0) {
        throw new IOException("the caller is gone");
      }
      word.append((char) c);
    }
    return word.toString();
  }
}

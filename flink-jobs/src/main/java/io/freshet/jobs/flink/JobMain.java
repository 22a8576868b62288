/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What the main methods of the jobs share: a configuration from the arguments, the job built from
 * it, and its execution by whatever cluster called the main method.
 *
 * <p>The arguments are {@code --config F}, a path or a URI of any Flink file system, or {@code
 * --config-base64 TEXT}, the content of such a file, and any number of {@code --set KEY=VALUE},
 * which replace options of it. References to secrets are resolved where the main method runs.
 */
public final class JobMain {
  private static final String USAGE =
      "usage: --config FILE | --config-base64 TEXT, and any number of --set KEY=VALUE";

  private JobMain() {}

  /**
   * Runs a job.
   *
   * @param job its name
   * @throws IllegalArgumentException where the arguments are wrong
   * @throws io.freshet.config.ConfigException where the configuration cannot be used
   */
  public static void run(
      String job, String[] args, BiConsumer<StreamExecutionEnvironment, FreshetConfig> build)
      throws Exception {
    FreshetConfig config = config(args);
    StreamExecutionEnvironment env = Environments.create(config, job);
    build.accept(env, config);
    env.execute();
  }

  /**
   * The configuration that arguments describe.
   *
   * @throws IllegalArgumentException where the arguments are wrong
   * @throws IOException where the file cannot be read
   */
  static FreshetConfig config(String[] args) throws IOException {
    String source = "";
    String yaml = "";
    Map<String, String> overrides = new LinkedHashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value; " + USAGE);
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--config" -> {
          source = value;
          yaml = read(value);
        }
        case "--config-base64" -> {
          source = "the submitted configuration";
          yaml = new String(Base64.getDecoder().decode(value), UTF_8);
        }
        case "--set" -> {
          int sign = value.indexOf('=');
          if (sign < 1) {
            throw new IllegalArgumentException("--set needs KEY=VALUE, not '" + value + "'");
          }
          overrides.put(value.substring(0, sign), value.substring(sign + 1));
        }
        default ->
            throw new IllegalArgumentException("unknown argument '" + args[i] + "'; " + USAGE);
      }
    }
    if (source.isEmpty()) {
      throw new IllegalArgumentException("no configuration is given; " + USAGE);
    }
    return ConfigReader.parse(source, yaml, overrides);
  }

  private static String read(String location) throws IOException {
    Path path = new Path(location);
    try (FSDataInputStream in = path.getFileSystem().open(path)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}

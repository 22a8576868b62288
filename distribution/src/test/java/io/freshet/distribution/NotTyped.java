/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Commands of the documentation that {@link DocumentedCommandsITCase} does not type, and why. */
final class NotTyped {
  /**
   * Those that need a cluster whose jobs may stop, or a step that was trained: {@link
   * ClusterITCase} types them, each once.
   */
  static final List<String> ON_A_CLUSTER =
      List.of(
          "freshet submit all --config freshet.yaml --cluster http://localhost:8081 --dry-run",
          "freshet submit all --config freshet.yaml --cluster http://localhost:8081",
          "freshet jobs rescale indexing --parallelism N --config F",
          "freshet jobs stop JOB",
          "freshet jobs savepoint JOB",
          "savepoint=\"$(freshet jobs stop training --cluster U)\"",
          "freshet submit training --config freshet.yaml --cluster U --from-savepoint \"$savepoint\"",
          "freshet replay --config freshet.yaml --step 12345 --from s3://bucket/checkpoints/training/0f3c.../chk-870",
          "freshet jobs stop training",
          "freshet jobs cancel JOB");

  /** By what the whole line matches. */
  static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("mvn .*", "the build itself"),
          Map.entry("docker .*", "there is no container engine where the tests run"),
          Map.entry("(kubectl|helm) .*", "there is no Kubernetes where the tests run"),
          Map.entry("export PYTORCH_LIBRARY_PATH=.*", "names a libtorch for GPUs"),
          Map.entry("freshet encode .*--device cuda", "there is no GPU where the tests run"),
          Map.entry("(OMP_WAIT_POLICY=PASSIVE )?bench .*", "a measurement of minutes to hours"),
          Map.entry("java .*cp benchmarks/target/.*", "a measurement of minutes to hours"),
          Map.entry("alias bench=.*", "serves the measurements"),
          Map.entry("OMP_NUM_THREADS=1 python .*", "the other side of a measurement, in Python"),
          Map.entry("TEXTS=texts.txt wrk .*", "the load of a measurement"),
          Map.entry("freshet serve --config DIR/freshet.yaml", "serves a measurement"),
          Map.entry("classes=.*", "serves the next lines"),
          Map.entry(
              "java -cp (\"\\$classes\"|site/target/classes) .*",
              "writes pages of the repository, which other tests compare"),
          Map.entry("export FRESHET_TOOLS=.*", "downloads packages of Debian"),
          Map.entry("tar xzf .*", "every test of this module works in what is unpacked"),
          Map.entry("cd .*", "the folder of the line before"),
          Map.entry("flink run .*", "ClusterITCase does the same by the class behind the script"),
          Map.entry("standalone-job .*", "ImagesITCase does the same by the class behind it"),
          Map.entry("curl -s --cacert .*", "names a server of the reader's own"),
          Map.entry("freshet evaluate", "names the command; it says itself what it lacks"),
          Map.entry("freshet demo.*", "takes minutes, and leaves this folder to no other"),
          Map.entry(
              "freshet local --config docs/examples/freshet.yaml", "LocalITCase does it, twice"),
          Map.entry("cp freshet-.* flink-.*/lib/", "ClusterITCase puts these jars there"),
          Map.entry(
              "flink-[0-9.]+/bin/.*",
              "ClusterITCase types what follows on this page through Flink's own gateway"),
          Map.entry("kafka-topics.sh .*", "a script of Kafka's; ClusterITCase makes the topic"),
          Map.entry(
              "freshet submit negatives .*", "the job is run on real servers by its own tests"));

  private NotTyped() {}

  /** Why a command is not typed; empty where it is. */
  static Optional<String> reason(DocumentedCommand command) {
    if (ON_A_CLUSTER.contains(command.normal())) {
      return Optional.of("ClusterITCase types it");
    }
    return REASONS.entrySet().stream()
        .filter(entry -> Pattern.matches(entry.getKey(), command.normal()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}

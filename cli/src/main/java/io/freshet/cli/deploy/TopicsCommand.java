/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.deploy;

import io.freshet.cli.options.ConfigMixin;
import io.freshet.config.KafkaConfig;
import io.freshet.deployment.PlatformTopics;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes the topics, for jobs that something else than {@code submit} starts. */
@Command(
    name = "topics",
    description = {
      "Makes the topics that are missing and checks the others.",
      "submit, produce and local do so themselves; an application on Kubernetes does not."
    })
public final class TopicsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();

  @Override
  public Integer call() throws IOException, InterruptedException {
    KafkaConfig kafka = config.read().kafka();
    List<String> missing = PlatformTopics.missing(kafka);
    PlatformTopics.ensure(kafka);
    missing.forEach(topic -> spec.commandLine().getOut().println(topic));
    spec.commandLine().getErr().printf("%d topics made; all are as they must be%n", missing.size());
    return 0;
  }
}

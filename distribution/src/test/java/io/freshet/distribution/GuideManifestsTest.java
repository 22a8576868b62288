/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The YAML that the guides for Kubernetes and GPUs show: manifests and configurations. */
class GuideManifestsTest {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));
  private static final Path BASE = HOME.resolve("docker/kubernetes/base");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

  @TestFactory
  Stream<DynamicTest> blocks() throws IOException {
    return Stream.of("docs/kubernetes.md", "docs/gpu.md")
        .flatMap(
            page -> {
              List<String> blocks = blocks(page);
              assertThat(blocks).as(page).hasSizeGreaterThan(1);
              return blocks.stream()
                  .map(
                      block ->
                          dynamicTest(
                              page + ": " + block.lines().limit(2).toList(), () -> check(block)));
            });
  }

  private static List<String> blocks(String page) {
    try {
      return BLOCK
          .matcher(Files.readString(HOME.resolve(page), UTF_8))
          .results()
          .map(match -> match.group(1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void check(String block) throws IOException {
    JsonNode yaml = YamlFile.all(block).get(0);
    switch (yaml.path("kind").asText()) {
      case "" -> configuration(block);
      case "FlinkDeployment" -> {
        assertThat(KubernetesSchemas.application(yaml.path("spec"))).isEmpty();
        assertThat(names()).contains(yaml.at("/metadata/name").asText());
      }
      case "Job" -> pod(yaml.at("/spec/template"));
      case "Pod" -> pod(yaml);
      case "Kustomization" -> overlay(yaml);
      default -> throw new AssertionError("nothing is known of " + yaml.path("kind"));
    }
  }

  private static void configuration(String block) {
    // A variable that is there stands for those of the guide's secrets.
    String filled = block.replaceAll("\\$\\{env:\\w+}", "\\${env:PATH}");
    FreshetConfig read = ConfigReader.parse("the guide", filled, Map.of());
    assertThat(read.tasks()).isNotEmpty();
  }

  private static void pod(JsonNode pod) throws IOException {
    assertThat(KubernetesSchemas.pod(pod)).isEmpty();
    String[] words =
        pod.at("/spec/containers/0/args")
            .valueStream()
            .map(JsonNode::asText)
            .toArray(String[]::new);
    if (words.length > 0) {
      assertThat(DocumentedCommand.commandLine().parseArgs(words).unmatched()).isEmpty();
    }
  }

  /** What it makes of each application of the base is one still, with all that it adds. */
  private static void overlay(JsonNode kustomization) throws IOException {
    assertThat(kustomization.at("/resources/0").asText()).isEqualTo("../../base");
    String patch = kustomization.at("/patches/0/patch").asText();
    for (Path file : applications()) {
      JsonNode application = YamlFile.read(file);
      for (JsonNode change : YamlFile.all(patch).get(0)) {
        apply(change, application);
      }
      assertThat(KubernetesSchemas.application(application.path("spec"))).isEmpty();
      JsonNode pod = application.at("/spec/podTemplate/spec");
      assertThat(pod.path("volumes")).hasSize(3);
      assertThat(pod.at("/containers/0/volumeMounts")).hasSize(3);
      assertThat(application.at("/spec/image").asText()).startsWith("registry.example/");
    }
  }

  /** One operation of a JSON patch: add or replace. */
  private static void apply(JsonNode change, JsonNode document) {
    JsonPointer path = JsonPointer.compile(change.path("path").asText());
    JsonNode parent = document.at(path.head());
    String name = path.last().getMatchingProperty();
    if (change.path("op").asText().equals("replace")) {
      assertThat(parent.has(name)).as("%s", path).isTrue();
    }
    if (parent instanceof ArrayNode array) {
      assertThat(name).isEqualTo("-");
      array.add(change.path("value"));
    } else {
      ((ObjectNode) parent).set(name, change.path("value"));
    }
  }

  private static List<Path> applications() {
    return Stream.of("training", "indexing", "evaluation")
        .map(job -> BASE.resolve(job + ".yaml"))
        .toList();
  }

  private static Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>(Set.of("freshet-session"));
    for (Path file : applications()) {
      names.add(YamlFile.read(file).at("/metadata/name").asText());
    }
    return names;
  }
}

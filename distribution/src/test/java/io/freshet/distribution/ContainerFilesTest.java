/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.config.ServiceConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in {@code docker}: each by its schema, and by what it names. */
@ExtendWith(UnpackedExtension.class)
class ContainerFilesTest {
  private static final Path DOCKER = Path.of(System.getProperty("freshet.home"), "docker");
  private static final Path BASE = DOCKER.resolve("kubernetes/base");
  private static final Path OVERLAY = DOCKER.resolve("kubernetes/overlays/gpu");

  private final Installation installation;

  ContainerFilesTest(Installation installation) {
    this.installation = installation;
  }

  @Test
  void composeFileFollowsItsSchema() throws Exception {
    assumeThat(Tools.composeSchema()).as(Tools.ABSENT).isPresent();
    JsonNode schema = new JsonMapper().readTree(Tools.composeSchema().orElseThrow().toFile());
    assertThat(KubernetesSchemas.errors(withoutIds(schema), VersionFlag.V201909, compose()))
        .isEmpty();
  }

  @Test
  void servicesOfTheComposeFileWaitForServicesAndMountFilesThatAreThere() throws Exception {
    JsonNode services = compose().path("services");
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, JsonNode> service : services.properties()) {
      for (Map.Entry<String, JsonNode> other : service.getValue().path("depends_on").properties()) {
        if (!services.has(other.getKey())) {
          missing.add(service.getKey() + " waits for " + other.getKey());
        }
      }
      for (JsonNode volume : service.getValue().path("volumes")) {
        String source = volume.asText().substring(0, volume.asText().indexOf(':'));
        // Those two are the user's.
        if (source.startsWith("./")
            && !Set.of("./models", "./freshet.yaml").contains(source)
            && !Files.exists(DOCKER.resolve(source))) {
          missing.add(service.getKey() + " mounts " + source);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void grafanaFindsItsBoardsAndPrometheusByTheNamesOfTheComposeFile() throws Exception {
    Path provisioning = DOCKER.resolve("grafana/provisioning");
    JsonNode services = compose().path("services");
    String boards =
        YamlFile.read(provisioning.resolve("dashboards/freshet.yml"))
            .at("/providers/0/options/path")
            .asText();
    assertThat(services.at("/grafana/volumes").valueStream().map(JsonNode::asText))
        .anyMatch(volume -> volume.contains(":" + boards + ":"));
    String source =
        YamlFile.read(provisioning.resolve("datasources/prometheus.yml"))
            .at("/datasources/0/url")
            .asText();
    assertThat(services.has(URI.create(source).getHost())).isTrue();
    for (JsonNode target :
        YamlFile.read(DOCKER.resolve("prometheus/prometheus.yml"))
            .at("/scrape_configs/0/dns_sd_configs/0/names")) {
      assertThat(services.has(target.asText())).as("%s", target).isTrue();
    }
  }

  static Stream<Path> applications() throws IOException {
    return Stream.concat(
        Stream.of("training", "indexing", "evaluation").map(job -> BASE.resolve(job + ".yaml")),
        Stream.of(DOCKER.resolve("kubernetes/overlays/negatives/negatives.yaml")));
  }

  @ParameterizedTest
  @MethodSource("applications")
  void applicationsFollowTheOperatorsSchema(Path file) throws Exception {
    JsonNode application = YamlFile.read(file);
    assertThat(KubernetesSchemas.application(application.path("spec"))).isEmpty();
    JsonNode job = application.path("spec").path("job");
    String jar = job.path("jarURI").asText();
    Path ours =
        installation.home().resolve("usrlib").resolve(jar.substring(jar.lastIndexOf('/') + 1));
    assertThat(ours).exists();
    try (ZipFile zip = new ZipFile(ours.toFile())) {
      assertThat(zip.getEntry(job.path("entryClass").asText().replace('.', '/') + ".class"))
          .isNotNull();
    }
  }

  @Test
  void upgradesGoThroughSavepointsAndOnesOfIndexingThroughCheckpoints() throws Exception {
    for (Path file : applications().toList()) {
      JsonNode spec = YamlFile.read(file).path("spec");
      assertThat(spec.path("job").path("upgradeMode").asText())
          .isEqualTo(file.endsWith("indexing.yaml") ? "last-state" : "savepoint");
      // Both modes need them.
      assertThat(spec.path("flinkConfiguration").has("high-availability.storageDir")).isTrue();
      assertThat(spec.path("flinkConfiguration").has("execution.checkpointing.savepoint-dir"))
          .isTrue();
    }
  }

  @Test
  void aMisspeltKeyIsFound() throws Exception {
    ObjectNode spec = (ObjectNode) YamlFile.read(BASE.resolve("training.yaml")).path("spec");
    ((ObjectNode) spec.path("job")).put("upgrade-mode", "savepoint");
    assertThat(KubernetesSchemas.application(spec)).hasSize(1);
  }

  @Test
  void theClaimFollowsTheSchemaOfClaims() throws Exception {
    JsonNode claim = YamlFile.read(BASE.resolve("storage.yaml"));
    assertThat(KubernetesSchemas.claim(claim.path("spec"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"topics.yaml", "serve.yaml"})
  void podsThatAreNotTheOperatorsFollowTheirSchema(String file) throws Exception {
    JsonNode template =
        YamlFile.all(Files.readString(BASE.resolve(file), UTF_8)).get(0).at("/spec/template");
    assertThat(KubernetesSchemas.pod(template)).isEmpty();
  }

  @Test
  void theServiceOfKubernetesReachesThePortThatTheConfigurationListensOn() throws Exception {
    List<JsonNode> all = YamlFile.all(Files.readString(BASE.resolve("serve.yaml"), UTF_8));
    JsonNode pod = all.get(0).at("/spec/template");
    JsonNode container = pod.at("/spec/containers/0");
    ServiceConfig service = ConfigReader.read(BASE.resolve("freshet.yaml")).service();
    assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(service.port());
    assertThat(service.tokenFile()).startsWith(container.at("/volumeMounts/2/mountPath").asText());
    assertThat(pod.at("/spec/terminationGracePeriodSeconds").asLong())
        .isGreaterThan(service.stopTimeout().toSeconds());
    assertThat(pod.at("/metadata/labels")).isEqualTo(all.get(1).at("/spec/selector"));
    assertThat(all.get(1).at("/spec/ports/0/targetPort")).isEqualTo(container.at("/ports/0/name"));
  }

  @Test
  void theOverlayFollowsTheOperatorsSchemaAndChangesAnApplicationOfTheBase() throws Exception {
    JsonNode kustomization = YamlFile.read(OVERLAY.resolve("kustomization.yaml"));
    for (JsonNode patch : kustomization.path("patches")) {
      JsonNode change = YamlFile.read(OVERLAY.resolve(patch.path("path").asText()));
      assertThat(KubernetesSchemas.application(change.path("spec"))).isEmpty();
      String name = patch.path("target").path("name").asText();
      assertThat(change.path("metadata").path("name").asText()).isEqualTo(name);
      assertThat(applications().map(ContainerFilesTest::name)).contains(name);
    }
  }

  @Test
  void kustomizeBuildsTheOverlay() throws Exception {
    Optional<Path> kubectl = Tools.program("kubectl");
    assumeThat(kubectl).as("kubectl is not on this machine's PATH").isPresent();
    String built =
        Tools.output(new ProcessBuilder(kubectl.get().toString(), "kustomize", OVERLAY.toString()));
    int devices = 0;
    int applications = 0;
    for (JsonNode resource : YamlFile.all(built)) {
      if (resource.path("kind").asText().equals("FlinkDeployment")) {
        applications++;
        assertThat(KubernetesSchemas.application(resource.path("spec"))).isEmpty();
        devices += resource.toString().contains("nvidia.com/gpu") ? 1 : 0;
      }
    }
    assertThat(applications).isEqualTo(3);
    assertThat(devices).isEqualTo(1);
  }

  @Test
  void theConfigurationIsOneThatTheJobsTake() throws Exception {
    FreshetConfig config = ConfigReader.read(BASE.resolve("freshet.yaml"));
    // All of it must lie where every pod sees it.
    assertThat(List.of(config.model().path(), config.registry().path()))
        .allMatch(place -> place.startsWith("file:///var/lib/freshet/"));
  }

  @Test
  void everythingThatImagesCopyIsInTheDistribution() throws Exception {
    for (String file : List.of("Dockerfile", "Dockerfile.flink")) {
      List<String[]> copies = Image.copies(DOCKER.resolve(file));
      assertThat(copies).isNotEmpty();
      for (String[] copy : copies) {
        assertThat(Image.matches(installation.home(), copy[0])).as(copy[0]).isNotEmpty();
      }
      assertThat(Files.readString(DOCKER.resolve(file), UTF_8))
          .contains("HEALTHCHECK")
          .containsPattern("(?m)^FROM [a-z-]+:[0-9][^ ]*\\d")
          .containsPattern("(?m)^USER (?!root)");
    }
  }

  private static String name(Path application) {
    try {
      return YamlFile.read(application).path("metadata").path("name").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode compose() throws IOException {
    return YamlFile.read(DOCKER.resolve("compose.yaml"));
  }

  /** The schema says to be of 2019 and bears the identifiers of an older draft. */
  private static JsonNode withoutIds(JsonNode schema) {
    if (schema instanceof ObjectNode object && object.path("id").isTextual()) {
      object.remove("id");
    }
    schema.forEach(ContainerFilesTest::withoutIds);
    return schema;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * What is wrong with parts of manifests, by the schemas that the operator's own resource definition
 * holds: of applications, and within them of pods and claims.
 */
final class KubernetesSchemas {
  private KubernetesSchemas() {}

  /** Of the specification of a {@code FlinkDeployment}. */
  static List<String> application(JsonNode spec) throws IOException {
    ObjectNode schema = (ObjectNode) definition().at("/properties/spec");
    // The operator's newest API in Maven's repositories is older than Flink 2; later ones have this
    // version.
    ((ArrayNode) schema.at("/properties/flinkVersion/enum")).add("v2_2");
    return errors(strict(schema), VersionFlag.V4, spec);
  }

  /** Of a pod, or of the template of one. */
  static List<String> pod(JsonNode pod) throws IOException {
    JsonNode schema = definition().at("/properties/spec/properties/podTemplate");
    return errors(strict(schema), VersionFlag.V4, pod);
  }

  /** Of the specification of a claim of a volume. */
  static List<String> claim(JsonNode spec) throws IOException {
    JsonNode schema =
        definition()
            .at("/properties/spec/properties/podTemplate/properties/spec/properties/volumes/items")
            .at("/properties/ephemeral/properties/volumeClaimTemplate/properties/spec");
    assertThat(schema.path("properties").has("accessModes")).isTrue();
    return errors(strict(schema), VersionFlag.V4, spec);
  }

  /** Of any value by any schema. */
  static List<String> errors(JsonNode schema, VersionFlag version, JsonNode value) {
    return JsonSchemaFactory.getInstance(version).getSchema(schema).validate(value).stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  private static JsonNode definition() throws IOException {
    try (InputStream in =
        KubernetesSchemas.class.getResourceAsStream(
            "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml")) {
      return YamlFile.read(in).at("/spec/versions/0/schema/openAPIV3Schema");
    }
  }

  /** An object's keys are those of the schema, as kubectl checks with {@code --validate=strict}. */
  private static JsonNode strict(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("x-kubernetes-preserve-unknown-fields")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(KubernetesSchemas::strict);
    return schema;
  }
}

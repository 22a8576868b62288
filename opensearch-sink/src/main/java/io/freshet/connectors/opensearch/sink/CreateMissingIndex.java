/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.Reply;
import java.util.Map;

/**
 * Creates indices that are missing.
 *
 * @param body settings, mappings and aliases, as a JSON object
 */
record CreateMissingIndex(String body) implements MissingIndexPolicy {

  CreateMissingIndex {
    object(body);
  }

  @Override
  public Decision decide(String index, String error, OpenSearchConnection connection)
      throws OpenSearchFailure {
    Reply reply = connection.call("PUT", "/" + Names.encoded(index), Map.of(), object(body));
    if (reply.ok() || reply.errorType().equals("resource_already_exists_exception")) {
      return new Decision.Retry();
    }
    OpenSearchFailure failure = reply.failure("create index '" + index + "'");
    if (failure.isTransient()) {
      throw failure;
    }
    return new Decision.Fail(String.valueOf(failure.getMessage()));
  }

  private static ObjectNode object(String body) {
    JsonNode tree;
    try {
      tree = new ObjectMapper().readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("create(..): this is no JSON: " + body, e);
    }
    if (tree instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException("create(..): this is no JSON object: " + body);
  }
}

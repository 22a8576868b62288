/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The write set of an alias and the lease on it, in one document, so that nobody can change the one
 * after losing the other. The document is read in real time and written only over the form that was
 * read ({@code if_seq_no}). Stateless and thread-safe.
 */
public final class WriteSetStore {

  private static final String DOCUMENT = "write-set";

  /** Enough for any number of controllers that really run; each failed turn is one that won. */
  private static final int TURNS = 100;

  private final OpenSearchConnection connection;
  private final String index;

  /** The write set of {@code alias}, in the index {@code <alias>-control}. */
  public WriteSetStore(OpenSearchConnection connection, String alias) {
    this.connection = connection;
    this.index = alias + "-control";
  }

  /** The write set as it is now; empty before the first generation. */
  public List<WriteTarget> load() throws OpenSearchFailure {
    return read().targets();
  }

  /**
   * Takes the lease from whoever holds it; that one fails at its next {@link #check} or {@link
   * #save}. The write set stays as it is.
   */
  public Lease acquire(String owner) throws OpenSearchFailure {
    createIndex();
    for (int turn = 0; turn < TURNS; turn++) {
      Control found = read();
      Lease lease = new Lease(owner, found.lease().epoch() + 1);
      if (write(found, lease, found.targets())) {
        return lease;
      }
    }
    throw new OpenSearchFailure(
        409, "lease", "cannot acquire the lease in '" + index + "': too many others do", null);
  }

  /**
   * Makes sure that a lease is still the one.
   *
   * @throws FencedException if somebody else acquired it since
   */
  public void check(Lease lease) throws OpenSearchFailure {
    check(lease, read());
  }

  private static void check(Lease lease, Control found) throws FencedException {
    if (!found.lease().equals(lease)) {
      throw new FencedException(lease, found.lease());
    }
  }

  /**
   * Replaces the write set.
   *
   * @throws FencedException if somebody else acquired the lease since
   */
  public void save(Lease lease, List<WriteTarget> targets) throws OpenSearchFailure {
    for (int turn = 0; turn < TURNS; turn++) {
      Control found = read();
      check(lease, found);
      if (write(found, lease, targets)) {
        return;
      }
    }
    throw new OpenSearchFailure(
        409, "lease", "cannot save the write set in '" + index + "': it keeps changing", null);
  }

  /** The document as read; a sequence number below 0 stands for no document. */
  private record Control(Lease lease, List<WriteTarget> targets, long sequence, long primaryTerm) {}

  private Control read() throws OpenSearchFailure {
    Reply reply = connection.call("GET", "/" + index + "/_doc/" + DOCUMENT, Map.of());
    if (reply.status() == 404) {
      return new Control(new Lease("", 0), List.of(), -1, -1);
    }
    JsonNode body = reply.orThrow("read the write set in '" + index + "'").body();
    JsonNode source = body.path("_source");
    List<WriteTarget> targets = new ArrayList<>();
    for (JsonNode target : source.path("targets")) {
      targets.add(
          new WriteTarget(
              target.path("index").asText(),
              target.path("vector_field").asText(),
              target.path("digest").asText(),
              target.path("model_uri").asText()));
    }
    return new Control(
        new Lease(source.path("owner").asText(), source.path("epoch").asLong()),
        List.copyOf(targets),
        body.path("_seq_no").asLong(),
        body.path("_primary_term").asLong());
  }

  /** Whether the document was still as {@code found}, and so was replaced. */
  private boolean write(Control found, Lease lease, List<WriteTarget> targets)
      throws OpenSearchFailure {
    ObjectNode body = OpenSearchConnection.newObject();
    body.put("owner", lease.owner());
    body.put("epoch", lease.epoch());
    ArrayNode array = body.putArray("targets");
    for (WriteTarget target : targets) {
      array
          .addObject()
          .put("index", target.index())
          .put("vector_field", target.vectorField())
          .put("digest", target.digest())
          .put("model_uri", target.modelUri());
    }
    Map<String, String> condition =
        found.sequence() < 0
            ? Map.of("op_type", "create")
            : Map.of(
                "if_seq_no",
                Long.toString(found.sequence()),
                "if_primary_term",
                Long.toString(found.primaryTerm()));
    Reply reply = connection.call("PUT", "/" + index + "/_doc/" + DOCUMENT, condition, body);
    if (reply.status() == 409) {
      return false;
    }
    reply.orThrow("write the write set in '" + index + "'");
    return true;
  }

  private void createIndex() throws OpenSearchFailure {
    ObjectNode body = OpenSearchConnection.newObject();
    ObjectNode settings = body.putObject("settings").putObject("index");
    settings.put("number_of_shards", 1);
    settings.put("auto_expand_replicas", "0-1");
    body.putObject("mappings").put("enabled", false);
    Reply reply = connection.call("PUT", "/" + index, Map.of(), body);
    if (!reply.errorType().equals("resource_already_exists_exception")) {
      reply.orThrow("create index '" + index + "'");
    }
    // Whoever made it may be a moment ahead of its shard.
    connection
        .call(
            "GET",
            "/_cluster/health/" + index,
            Map.of("wait_for_active_shards", "1", "timeout", "30s"))
        .orThrow("wait for index '" + index + "'");
  }
}

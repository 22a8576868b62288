/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.DocumentChange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes of documents. The key is the document's id, a record without value deletes. The version
 * is that of the header {@code version}, else of the value's field {@code version}, else the
 * offset.
 */
public final class DocumentJson {

  /** The header that declares a version, as decimal digits. */
  public static final String VERSION_HEADER = "version";

  private DocumentJson() {}

  /** Understands a record, or says why not; never throws. */
  public static Decoded<DocumentChange> decode(RawRecord raw) {
    return Json.decode(raw, DocumentJson::change);
  }

  private static DocumentChange change(RawRecord raw) throws Rejection {
    String key = Json.key(raw);
    if (raw.value().isEmpty()) {
      if (key.isEmpty()) {
        throw new Rejection(
            Reason.MISSING_FIELD,
            "the record has neither key nor value; a delete needs the document's id as its key");
      }
      return new DocumentChange.Delete(checkedId(key), version(raw, -1));
    }
    JsonFields fields = Json.object(raw);
    String id = id(key, fields);
    String title = fields.text("title");
    String text = fields.text("text");
    if (title.isBlank() && text.isBlank()) {
      if (!fields.has("text")) {
        throw fields.missing("text", "send what is to be found; to delete, send no value at all");
      }
      throw new Rejection(
          Reason.BLANK_TEXT,
          "title and text are blank; send what is to be found, or no value at all to delete");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : fields.members("metadata").entrySet()) {
      flatten(member.getKey(), member.getValue(), metadata);
    }
    return new DocumentChange.Upsert(
        id, version(raw, fields.whole("version", -1)), title, text, metadata);
  }

  private static String id(String key, JsonFields fields) throws Rejection {
    String id = fields.scalar("id");
    if (id.isEmpty() && key.isEmpty()) {
      throw fields.missing("id", "send the document's id as the record's key");
    }
    if (!id.isEmpty() && !key.isEmpty() && !id.equals(key)) {
      throw new Rejection(
          Reason.KEY_MISMATCH,
          "the key says '%s' and the field 'id' says '%s'; send the same in both"
              .formatted(shortened(key), shortened(id)));
    }
    return checkedId(id.isEmpty() ? key : id);
  }

  private static String shortened(String id) {
    return id.length() > 80 ? id.substring(0, 80) + "..." : id;
  }

  private static String checkedId(String id) throws Rejection {
    JsonFields.saying("id", id);
    int bytes = id.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > Limits.DOCUMENT_ID_BYTES) {
      throw new Rejection(
          Reason.TOO_LARGE,
          "the document's id has %d bytes, %d at most; shorten it, for example to a digest"
              .formatted(bytes, Limits.DOCUMENT_ID_BYTES));
    }
    return id;
  }

  private static long version(RawRecord raw, long inValue) throws Rejection {
    String header = raw.headers().get(VERSION_HEADER);
    long declared = inValue;
    if (header != null) {
      try {
        declared = Long.parseLong(header);
      } catch (NumberFormatException e) {
        throw new Rejection(
            Reason.WRONG_TYPE,
            "the header 'version' is not a whole number; send 64-bit decimal digits");
      }
    }
    if (declared < 0 && (header != null || inValue != -1)) {
      throw new Rejection(Reason.OUT_OF_RANGE, "the version is negative; send 0 or more");
    }
    return declared < 0 ? raw.origin().offset() : declared;
  }

  private static void flatten(String name, JsonNode node, Map<String, String> into)
      throws Rejection {
    if (node.isNull()) {
      return;
    }
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        flatten(name + "." + member.getKey(), member.getValue(), into);
      }
      return;
    }
    String field = "metadata." + name;
    String value = JsonFields.clean(field, node.isArray() ? listed(node) : node.asText());
    if (value.getBytes(StandardCharsets.UTF_8).length > Limits.METADATA_BYTES) {
      throw new Rejection(
          Reason.TOO_LARGE,
          "the field '%s' has more than %d bytes; put long texts into 'text'"
              .formatted(field, Limits.METADATA_BYTES));
    }
    into.put(JsonFields.clean(field, name), value);
    if (into.size() > Limits.ELEMENTS) {
      throw new Rejection(
          Reason.TOO_LARGE,
          "the metadata has more than %d values; send fewer".formatted(Limits.ELEMENTS));
    }
  }

  /** Scalars joined by commas; anything deeper as JSON. */
  private static String listed(JsonNode array) {
    List<String> parts = new ArrayList<>();
    for (JsonNode element : array) {
      if (!element.isValueNode()) {
        return Json.text(array);
      }
      parts.add(element.asText());
    }
    return String.join(",", parts);
  }

  /** The Kafka key: the document's id. */
  public static byte[] key(DocumentChange change) {
    return change.id().getBytes(StandardCharsets.UTF_8);
  }

  /** The headers: the version, if it is a declared one. */
  public static Map<String, String> headers(DocumentChange change, boolean declareVersion) {
    return declareVersion ? Map.of(VERSION_HEADER, Long.toString(change.version())) : Map.of();
  }

  /** The value; empty for a delete. The version stands in the headers. */
  public static Optional<byte[]> encode(DocumentChange change) {
    if (!(change instanceof DocumentChange.Upsert upsert)) {
      return Optional.empty();
    }
    ObjectNode object = Json.newObject();
    object.put("id", upsert.id());
    object.put("title", upsert.title());
    object.put("text", upsert.text());
    ObjectNode metadata = object.putObject("metadata");
    upsert.metadata().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> metadata.put(entry.getKey(), entry.getValue()));
    return Optional.of(Json.bytes(object));
  }
}

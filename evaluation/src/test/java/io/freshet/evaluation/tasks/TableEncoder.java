/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.model.TextRole;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Vectors by text. */
public final class TableEncoder implements TaskEncoder {
  private final Map<String, float[]> vectors = new HashMap<>();
  private int encoded;

  /** Remembers a text's vector and returns the text. */
  public String put(String text, JsonNode vector) {
    float[] values = new float[vector.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) vector.path(i).asDouble();
    }
    vectors.put(text, values);
    return text;
  }

  /** Remembers a text's vector. */
  public void put(String text, float... vector) {
    vectors.put(text, vector);
  }

  /** Texts encoded so far. */
  public int encoded() {
    return encoded;
  }

  @Override
  public float[][] encode(List<String> texts, TextRole role) {
    encoded += texts.size();
    return texts.stream().map(vectors::get).toArray(float[][]::new);
  }

  @Override
  public float[][] encode(List<String> texts, String taskType) {
    return encode(texts, TextRole.QUERY);
  }
}

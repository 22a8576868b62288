/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.index;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How vectors are kept, beyond what the job's own mapping says. */
enum VectorFormat {
  /** As the job makes its indices. */
  FLOAT("float"),
  /** Lucene's scalar quantisation to seven bits beside the floats. */
  QUANTIZED("`sq`, 7 bits"),
  /** The same by its other name. */
  COMPRESSED("`compression_level: 4x`"),
  /** The mode for indices larger than memory. */
  ON_DISK("`mode: on_disk`"),
  /** Whole numbers that the client rounds to. */
  BYTE("`data_type: byte`"),
  /** Stored fields compressed by another codec. */
  COMPRESSED_SOURCE("float, `codec: best_compression`"),
  /** The source has no vectors; they are put back from the vectors' own file when it is read. */
  DERIVED("float, `derived_source`"),
  /** Both. */
  DERIVED_QUANTIZED("`sq`, `derived_source`"),
  /** Both. */
  DERIVED_BYTE("`byte`, `derived_source`");

  private final String shown;

  VectorFormat(String shown) {
    this.shown = shown;
  }

  String shown() {
    return shown;
  }

  boolean isBytes() {
    return this == BYTE || this == DERIVED_BYTE;
  }

  void settings(ObjectNode index) {
    switch (this) {
      case DERIVED, DERIVED_QUANTIZED, DERIVED_BYTE ->
          index.put("knn.derived_source.enabled", true);
      case COMPRESSED_SOURCE -> index.put("codec", "best_compression");
      case FLOAT, QUANTIZED, COMPRESSED, ON_DISK, BYTE -> {}
    }
  }

  void field(ObjectNode field) {
    switch (this) {
      case QUANTIZED, DERIVED_QUANTIZED -> {
        ObjectNode parameters = (ObjectNode) field.path("method").path("parameters");
        ObjectNode encoder = parameters.putObject("encoder").put("name", "sq");
        encoder.putObject("parameters").put("bits", 7);
      }
      case COMPRESSED -> field.put("compression_level", "4x");
      case ON_DISK -> field.put("mode", "on_disk");
      case BYTE, DERIVED_BYTE -> field.put("data_type", "byte");
      case FLOAT, COMPRESSED_SOURCE, DERIVED -> {}
    }
  }
}

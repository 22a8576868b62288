/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * What a build has to read.
 *
 * @param records of the topic
 * @param tokens of their texts, about; empty where there is nothing to tell it by
 */
record BuildSize(long records, OptionalLong tokens) {

  @Override
  public String toString() {
    return tokens.isEmpty()
        ? String.format(Locale.ROOT, "%,d records", records)
        : String.format(
            Locale.ROOT, "%,d records of about %,d tokens", records, tokens.getAsLong());
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import io.freshet.model.TextRole;
import java.util.ArrayList;
import java.util.List;

/** Where a folder is read otherwise than sentence-transformers reads it, in words. */
final class Deviations {
  private Deviations() {}

  /** A sentence for each, for texts of a role behind a prompt. */
  static List<String> of(FolderDescription folder, TextRole role, String prompt) {
    SentenceFiles sentence = folder.sentence();
    List<String> deviations = new ArrayList<>();
    if (!Modules.describedIn(folder.path())) {
      deviations.add(
          "there is no modules.json: vectors are brought to length 1 here and keep their length in sentence-transformers; a modules.json without Normalize lets them keep it here too");
      if (Modules.poolingDescribedIn(folder.path())) {
        deviations.add(
            "there is no modules.json: the pooling is that of 1_Pooling/config.json here, which sentence-transformers passes over");
      }
    }
    if (folder.dimension() < folder.fullDimension() && sentence.modules().normalize()) {
      deviations.add(
          "truncate_dim leaves %d numbers: they are brought back to length 1 here, in sentence-transformers by normalize_embeddings=True only"
              .formatted(folder.dimension()));
    }
    sentence
        .passedOver(role)
        .filter(name -> prompt.equals(sentence.prompts().get(name)))
        .ifPresent(
            name ->
                deviations.add(
                    "%s get the prompt '%s' here; encode_%s of sentence-transformers passes over it"
                        .formatted(
                            role == TextRole.QUERY ? "queries" : "documents", name, key(role))));
    return deviations;
  }

  private static String key(TextRole role) {
    return switch (role) {
      case QUERY -> "query";
      case DOCUMENT -> "document";
    };
  }
}

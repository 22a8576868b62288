/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

/** What a search tells of itself, as columns of metadata. */
enum AnswerColumn {
  /** The concrete index that answered. */
  INDEX("index") {
    @Override
    String of(Search.Answer answer) {
      return answer.index();
    }
  },
  /** Digest of the version that encoded the query and the index. */
  DIGEST("digest") {
    @Override
    String of(Search.Answer answer) {
      return answer.digest();
    }
  };

  private final String key;

  AnswerColumn(String key) {
    this.key = key;
  }

  /** As tables declare it. */
  String key() {
    return key;
  }

  /** Its value in an answer. */
  abstract String of(Search.Answer answer);
}

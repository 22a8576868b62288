/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

/**
 * The topic of documents as it stands. Versions of documents are offsets of its partitions, so they
 * say nothing of another topic, nor of documents that come from another partition than before.
 *
 * @param name for a person
 * @param id that Kafka gave this topic when it was made
 */
public record DocumentsTopic(String name, String id, int partitions) {

  /**
   * Makes sure that this is what the index was built from.
   *
   * @throws TopicChangedException where it is not
   */
  void refuseUnless(DocumentsTopic before) {
    if (!id.equals(before.id)) {
      throw new TopicChangedException(
          "topic %s was made anew: Kafka calls it %s, and what is in the index came from %s. Versions of documents are their offsets, so that everything in the new topic would count as older than what is in the index. Stop the job; then start it without its state and with another opensearch.alias, or delete the indices of this one, so that an index is built from the topic as it is"
              .formatted(name, id, before.id));
    }
    if (partitions != before.partitions) {
      throw new TopicChangedException(
          "topic %s has %d partitions and had %d: a document may come from another partition now, and versions of documents are offsets of their partition. Stop the job, copy the documents into a new topic of %d partitions, and start it without its state, with that topic as kafka.topics.documents and with another opensearch.alias"
              .formatted(name, partitions, before.partitions, partitions));
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What happens to documents during the run.
 *
 * @param drafts ids of documents that stand in the index as their first line only until their
 *     change comes
 * @param changed documents with their whole text
 * @param deleted documents that go
 * @param restored those of them that come back
 */
record DocumentChanges(
    Set<String> drafts,
    List<DemoDocument> changed,
    List<DemoDocument> deleted,
    List<DemoDocument> restored) {

  /** Chooses among the methods that no judgment asks for. */
  static DocumentChanges of(List<DemoDocument> documents, Set<String> relevant, DemoSize size) {
    List<DemoDocument> free =
        documents.stream()
            .filter(document -> document.kind().equals("method"))
            .filter(document -> !relevant.contains(document.id()))
            .toList();
    List<DemoDocument> deleted = Texts.first(free, size.deleted());
    List<DemoDocument> rest = free.subList(deleted.size(), free.size());
    List<DemoDocument> changed =
        Texts.first(
            rest.stream().filter(document -> document.text().contains("\n")).toList(),
            size.changed());
    Set<String> drafts = new HashSet<>();
    changed.forEach(document -> drafts.add(document.id()));
    return new DocumentChanges(
        drafts, changed, deleted, new ArrayList<>(Texts.first(deleted, size.restored())));
  }

  /** A document as it stands at first. */
  DemoDocument initial(DemoDocument document) {
    return drafts.contains(document.id())
        ? new DemoDocument(
            document.id(),
            document.title(),
            document.text().lines().findFirst().orElse(document.text()),
            document.kind(),
            document.packageName())
        : document;
  }
}

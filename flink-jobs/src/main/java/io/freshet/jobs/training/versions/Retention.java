/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.versions;

import io.freshet.connectors.registry.ModelRegistry.Entry;
import io.freshet.connectors.registry.VersionOrder;
import java.io.Serializable;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which versions stay in the registry.
 *
 * @param last how many of the newest stay; 0 for all versions there are
 * @param promoted how many of those stay that were promoted last
 * @param days on how many days, the newest version's included, the last version of the day (UTC)
 *     stays
 */
public record Retention(int last, int promoted, int days) implements Serializable {

  /** Every version stays. */
  public static final Retention ALL = new Retention(0, 0, 0);

  /** Whether versions are ever deleted. */
  public boolean deletes() {
    return last > 0;
  }

  /**
   * The versions that may go. Folders with other names than versions have are left alone.
   *
   * @param promotions names of versions in the order of their promotions; a name may stand there
   *     several times
   */
  public List<Entry> dispensable(Collection<Entry> entries, List<String> promotions) {
    if (!deletes()) {
      return List.of();
    }
    List<Entry> versions =
        entries.stream()
            .filter(entry -> VersionOrder.step(entry.name()).isPresent())
            .sorted(Comparator.comparing(Entry::name, VersionOrder.INSTANCE.reversed()))
            .toList();
    Set<String> kept = new HashSet<>();
    versions.stream().limit(last).map(Entry::name).forEach(kept::add);
    kept.addAll(lastPromoted(promotions));
    kept.addAll(lastOfDays(versions));
    return versions.stream().filter(entry -> !kept.contains(entry.name())).toList();
  }

  private Set<String> lastPromoted(List<String> promotions) {
    Set<String> names = new HashSet<>();
    for (int i = promotions.size() - 1; i >= 0 && names.size() < promoted; i--) {
      names.add(promotions.get(i));
    }
    return names;
  }

  /** The first of each day in the order from the newest on, which is the day's last. */
  private Collection<String> lastOfDays(List<Entry> versions) {
    Map<LocalDate, String> ofDays = new LinkedHashMap<>();
    for (Entry entry : versions) {
      ofDays.putIfAbsent(LocalDate.ofInstant(entry.publishedAt(), ZoneOffset.UTC), entry.name());
    }
    return ofDays.values().stream().limit(days).toList();
  }
}

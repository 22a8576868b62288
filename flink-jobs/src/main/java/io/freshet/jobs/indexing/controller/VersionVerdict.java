/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

/** What the gate said of a version, as far as it concerns generations. */
public sealed interface VersionVerdict {

  /** The version. */
  BuildVersion version();

  /** What it changes in the controller's state. Verdicts may be repeated after a restart. */
  ControllerState applied(ControllerState state, long now);

  /**
   * The version may serve.
   *
   * @param byPerson whether a person wants it, so that it may also be an older one
   */
  record Promoted(BuildVersion version, boolean byPerson) implements VersionVerdict {
    @Override
    public ControllerState applied(ControllerState state, long now) {
      return byPerson ? state.commanded(version, now) : state.promoted(version);
    }
  }

  /** The version must not serve: it was rejected, or rolled back. */
  record Withdrawn(BuildVersion version) implements VersionVerdict {
    @Override
    public ControllerState applied(ControllerState state, long now) {
      return state.withdrawn(version, now);
    }
  }
}

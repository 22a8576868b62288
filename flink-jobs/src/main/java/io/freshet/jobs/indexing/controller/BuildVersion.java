/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

/**
 * The model version that a generation is built by.
 *
 * @param step step of the optimiser; versions are ordered by it
 * @param digest hexadecimal digest over everything that changes an embedding
 * @param uri the version's folder in the registry
 */
public record BuildVersion(long step, String digest, String uri) {

  /** Checks that the digest is long enough to name indices and fields. */
  public BuildVersion {
    if (digest.length() < 8) {
      throw new IllegalArgumentException("not a digest: " + digest);
    }
  }

  /** The part of the digest that stands in names. */
  public String shortDigest() {
    return digest.substring(0, 8);
  }

  /** The version's name, as {@code ModelVersion.name()} gives it. */
  public String name() {
    return step + "-" + shortDigest();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

/** The documentation cannot become a site as it is; the message names the file and what to mend. */
public final class SiteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SiteException(String message) {
    super(message);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

/**
 * A heading of a page.
 *
 * @param level 1 to 6
 * @param text its plain text
 * @param anchor what follows {@code #} in a link to it, as GitHub makes it
 */
record Heading(int level, String text, String anchor) {}

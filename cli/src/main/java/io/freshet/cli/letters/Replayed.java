/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.letters;

/**
 * What a replay did.
 *
 * @param sent letters sent to their topics
 * @param before letters that an earlier replay had sent
 * @param cut letters whose bytes were too many to be kept whole
 */
public record Replayed(long sent, long before, long cut) {}

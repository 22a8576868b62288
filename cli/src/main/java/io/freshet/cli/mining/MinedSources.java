/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.mining;

import java.util.List;

/**
 * What all source files hold, in the order of jars and files.
 *
 * @param files files that were parsed
 * @param unparsed files that the parser could not read
 */
public record MinedSources(
    int files, int unparsed, List<MinedMethod> methods, List<MinedNote> notes) {}

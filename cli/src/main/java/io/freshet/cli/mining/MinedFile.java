/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.mining;

import java.util.List;

/** What one source file holds. */
record MinedFile(List<MinedMethod> methods, List<MinedNote> notes) {}

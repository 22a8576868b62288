/* SPDX-License-Identifier: Apache-2.0 */
/** The documentation as pages for a browser, made from the Markdown files of the repository. */
@NullMarked
package io.freshet.site;

import org.jspecify.annotations.NullMarked;

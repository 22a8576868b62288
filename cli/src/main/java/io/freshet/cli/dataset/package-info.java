/* SPDX-License-Identifier: Apache-2.0 */
/** The demonstration's data: tasks, documents and judgments made of what was mined, as files. */
@NullMarked
package io.freshet.cli.dataset;

import org.jspecify.annotations.NullMarked;

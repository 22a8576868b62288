/* SPDX-License-Identifier: Apache-2.0 */
/** Versions in memory, and texts of many callers that go through them together. */
@NullMarked
package io.freshet.serving.encoding;

import org.jspecify.annotations.NullMarked;

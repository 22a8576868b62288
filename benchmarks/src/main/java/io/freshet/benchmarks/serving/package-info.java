/* SPDX-License-Identifier: Apache-2.0 */
/** The search service under load, beside a server around sentence-transformers. */
@NullMarked
package io.freshet.benchmarks.serving;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/** An OpenSearch node with the k-NN plugin as a process of its own. */
@NullMarked
package io.freshet.embedded.opensearch;

import org.jspecify.annotations.NullMarked;

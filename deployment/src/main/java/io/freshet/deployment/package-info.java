/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The jobs by name, the clusters that run them (in this JVM, as processes of this machine, or
 * remote by REST), the topics they work on, and what is done with a running job.
 */
@NullMarked
package io.freshet.deployment;

import org.jspecify.annotations.NullMarked;

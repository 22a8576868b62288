/* SPDX-License-Identifier: Apache-2.0 */
/** What the jobs share of Flink: environment, topics in and out, rejects, uids, metrics. */
@NullMarked
package io.freshet.jobs.flink;

import org.jspecify.annotations.NullMarked;

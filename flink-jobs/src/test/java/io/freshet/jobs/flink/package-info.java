/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.freshet.jobs.flink;

import org.jspecify.annotations.NullMarked;

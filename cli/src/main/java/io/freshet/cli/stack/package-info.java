/* SPDX-License-Identifier: Apache-2.0 */
/** The embedded platform: broker, search node and Flink in one command. */
@NullMarked
package io.freshet.cli.stack;

import org.jspecify.annotations.NullMarked;

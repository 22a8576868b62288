/* SPDX-License-Identifier: Apache-2.0 */
/** What is known of a run, gathered from its topics. */
@NullMarked
package io.freshet.cli.observe;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/** Models of versions as jobs use them beside a task's own thread. */
@NullMarked
package io.freshet.jobs.models;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.freshet.jobs.training.state;

import org.jspecify.annotations.NullMarked;

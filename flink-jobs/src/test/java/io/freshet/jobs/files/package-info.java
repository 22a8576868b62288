/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.freshet.jobs.files;

import org.jspecify.annotations.NullMarked;

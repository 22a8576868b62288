/* SPDX-License-Identifier: Apache-2.0 */
/** Training messages from files of the forms that people have them in. */
@NullMarked
package io.freshet.jobs.training.files;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/** Files of records in the forms that people have them in, read as the records of a topic. */
@NullMarked
package io.freshet.jobs.files;

import org.jspecify.annotations.NullMarked;

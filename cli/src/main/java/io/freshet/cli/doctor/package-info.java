/* SPDX-License-Identifier: Apache-2.0 */
/** Looks whether this machine and the servers of a configuration have what Freshet needs. */
@NullMarked
package io.freshet.cli.doctor;

import org.jspecify.annotations.NullMarked;

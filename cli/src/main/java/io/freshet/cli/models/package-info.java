/* SPDX-License-Identifier: Apache-2.0 */
/** The commands that make models, train them and encode with them, without a deployment. */
@NullMarked
package io.freshet.cli.models;

import org.jspecify.annotations.NullMarked;

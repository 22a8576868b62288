/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The generation controller as pure logic: immutable states, guarded transitions, actions for the
 * world to perform and the outcomes it reports. Nothing here does input or output.
 */
@NullMarked
package io.freshet.jobs.indexing.controller;

import org.jspecify.annotations.NullMarked;

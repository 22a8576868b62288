/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The servers as a JUnit extension, shared by all tests of a module; needs JUnit, which tests have.
 */
@NullMarked
package io.freshet.embedded.testing;

import org.jspecify.annotations.NullMarked;

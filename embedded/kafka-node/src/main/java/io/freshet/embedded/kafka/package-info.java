/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.freshet.embedded.kafka;

import org.jspecify.annotations.NullMarked;

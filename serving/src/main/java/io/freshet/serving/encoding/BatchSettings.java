/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.encoding;

import java.time.Duration;

/**
 * How texts of several requests are encoded together.
 *
 * @param tokens of a batch at most, without padding; a longer text is a batch of its own
 * @param linger how long the first text of a batch waits for company
 * @param waiting texts that may wait at most
 */
public record BatchSettings(int tokens, Duration linger, int waiting) {}

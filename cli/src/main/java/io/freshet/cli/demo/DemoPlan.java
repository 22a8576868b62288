/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a demonstration is asked for.
 *
 * @param home root of the built repository
 * @param cache where the mined data and the start model are kept between runs
 * @param duration how long data streams in, from the moment the first generation serves
 * @param report where the report goes, if it is wanted
 * @param headless whether to print plain lines only
 * @param start the model to start from
 */
public record DemoPlan(
    Path home,
    Path cache,
    Duration duration,
    Optional<Path> report,
    boolean headless,
    DemoStart start) {}

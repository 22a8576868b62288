/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import io.freshet.cli.letters.LetterBox;
import io.freshet.cli.observe.RunSnapshot;
import io.freshet.cli.topics.Orders;
import io.freshet.connectors.registry.ModelRegistry;
import java.util.function.Supplier;

/**
 * What the page shows and acts on.
 *
 * @param state asked whenever the page wants news, from several threads
 * @param orders what operators want, on its way to the jobs
 * @param letters the dead letters
 * @param registry where the cards of versions are
 * @param searches what the search view asks
 */
public record PageSources(
    Supplier<RunSnapshot> state,
    Orders orders,
    LetterBox letters,
    ModelRegistry registry,
    PageSearches searches) {}

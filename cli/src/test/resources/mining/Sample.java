package org.example.queue;

import static org.example.config.ConfigOptions.key;

/** A queue that is read for the tests of the miner. */
public class Sample implements Source {

    /** The default number of elements that fit. */
    public static final int DEFAULT_CAPACITY = 16;

    public static final ConfigOption<Duration> TIMEOUT =
            key("queue.poll.timeout")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(1))
                    .withDescription("How long a reader waits for an element, "
                            + "before it gives up.");

    public static final String LINGER_CONFIG = "queue.linger.ms";
    private static final String LINGER_DOC = "Milliseconds that <code>send</code> waits for company.";

    /**
     * Takes the oldest element, e.g. a {@link Record} or a {@code null} marker, and waits for one.
     * More is said here.
     *
     * @param timeout how long to wait,
     *     in milliseconds
     * @param <T> not a parameter
     * @return the element
     */
    @Override
    public <T> T poll(long timeout) {
        // Stays with the code.
        if (timeout < 0) {
            throw new IllegalArgumentException();
        }
        return take(timeout);
    }

    /** Takes the oldest element at once. */
    public Object poll() {
        return poll(0L);
    }

    /** {@inheritDoc} */
    public Object peekAtTheOldest() {
        return elements.get(0);
    }

    static final class Inner {
        /** Counts the elements <b>below</b> &lt;limit&gt;<p>Second paragraph. */
        int countBelow(int limit, java.util.List<String> names) {
            return names.size() - limit;
        }
    }
}

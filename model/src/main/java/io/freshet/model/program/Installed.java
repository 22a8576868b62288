/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.program;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the providers of a service on the class path bring together. They are looked for once, by
 * the class loader that loaded the service; where they cannot be used, every use says why.
 * Immutable.
 */
public final class Installed<T> {
  private final Optional<T> found;
  private final Optional<RuntimeException> failure;

  private Installed(Optional<T> found, Optional<RuntimeException> failure) {
    this.found = found;
    this.failure = failure;
  }

  /**
   * Looks for the providers of a service.
   *
   * @param together makes one of what they bring; throws an IllegalArgumentException that says what
   *     is wrong where they contradict each other
   */
  public static <P, T> Installed<T> of(Class<P> service, Function<List<P>, T> together) {
    try {
      List<P> providers =
          ServiceLoader.load(service, service.getClassLoader()).stream()
              .map(ServiceLoader.Provider::get)
              .toList();
      return new Installed<>(Optional.of(together.apply(providers)), Optional.empty());
    } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
      // Kept: thrown while a class is initialised it would be told once, and then be a riddle.
      return new Installed<>(
          Optional.empty(),
          Optional.of(
              new IllegalStateException(
                  "a provider of %s on the class path cannot be used: %s"
                      .formatted(service.getSimpleName(), messages(e)),
                  e)));
    }
  }

  /** What a failure and its causes say: what matters is said by the innermost. */
  private static String messages(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .map(Throwable::getMessage)
        .filter(Objects::nonNull)
        .distinct()
        .collect(Collectors.joining("; "));
  }

  /**
   * What was found.
   *
   * @throws IllegalStateException where a provider cannot be used; the message says which and why
   */
  public T get() {
    failure.ifPresent(
        e -> {
          throw e;
        });
    return found.orElseThrow();
  }
}

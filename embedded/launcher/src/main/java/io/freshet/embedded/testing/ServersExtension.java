/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands the shared {@link Servers} to the tests that ask for them:
 * {@code @ExtendWith(ServersExtension.class)} and a parameter of a constructor, life-cycle or test
 * method.
 */
public final class ServersExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(ServersExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Servers.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // The root's store lives as long as the test run, and closes what it holds at its end.
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Servers.class, key -> new Servers(), Servers.class);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service.http;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything that can be asked of a server. Immutable.
 *
 * @param hint what a caller is told who asks for something else
 */
public record Routes(List<Route> all, String hint) {

  /** Keeps a copy. */
  public Routes {
    all = List.copyOf(all);
  }

  /** These and others. */
  public Routes and(List<Route> others) {
    List<Route> more = new ArrayList<>(all);
    more.addAll(others);
    return new Routes(more, hint);
  }

  /**
   * The route of a request.
   *
   * @throws Refusal where there is none
   */
  public Route of(String method, String path) {
    List<Route> ofPath = all.stream().filter(route -> route.path().equals(path)).toList();
    if (ofPath.isEmpty()) {
      throw Refusal.ofRequest(404, "not_found", "there is no %s; %s".formatted(path, hint));
    }
    return ofPath.stream()
        .filter(route -> route.method().equals(method))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.ofMethod(
                    ofPath.get(0).method(),
                    "%s takes %s, not %s".formatted(path, ofPath.get(0).method(), method)));
  }
}

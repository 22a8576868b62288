/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

/**
 * One thing that can be asked.
 *
 * @param open whether it is answered without a token and beyond the limit of requests
 */
record Route(String method, String path, boolean open, Endpoint endpoint) {}

/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.config;

import java.io.Serializable;

/**
 * The model that training starts from.
 *
 * @param path a model folder
 * @param maxLength tokens a text at most
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:n}
 * @param threads intra-op threads of every call on CPU
 */
public record ModelConfig(String path, int maxLength, String device, int threads)
    implements Serializable {}

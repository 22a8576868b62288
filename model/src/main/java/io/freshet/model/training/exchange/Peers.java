/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.exchange;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The trainers of one model, as one of them sees them: a way for bytes from each to each. Used by
 * one thread, but {@link #close} may come from any.
 */
public interface Peers extends AutoCloseable {

  /** This trainer's place among all, from 0. */
  int index();

  /** How many trainers there are, this one included. */
  int count();

  /**
   * Sends bytes to each of the others and receives what each of them sends here. All trainers call
   * this equally often; a call returns once everything has come.
   *
   * @param forEach by place, from position to limit, which are left as they are; one's own stays
   *     here
   * @return by place, from position to limit; at one's own place what was given for it
   * @throws ExchangeException where a trainer is lost, silent for too long, or out of step
   */
  List<ByteBuffer> swap(List<ByteBuffer> forEach);

  /** Lets the others find out at once that this trainer is gone, and frees what was held. */
  @Override
  void close();
}

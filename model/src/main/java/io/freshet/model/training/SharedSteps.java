/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.training.exchange.Exchange;
import io.freshet.model.training.exchange.ExchangedArrays;

/**
 * Steps that several trainers make together: gradients are added up over all of them, and whatever
 * follows is done by each alike, so that their weights stay the same. Makes sure of that at the
 * first step and every hundred steps. Not thread-safe.
 */
final class SharedSteps {
  private static final int CHECK_EVERY = 100;

  private final ExchangedArrays exchange;
  private boolean begun;

  /** Steps with the trainers of an exchange, which may be nobody. */
  SharedSteps(Exchange exchange, DevicePrograms common) {
    this.exchange = new ExchangedArrays(exchange, common);
  }

  /**
   * Adds up the gradients of a step, in place.
   *
   * @param scope for what is made on the way
   */
  void sum(NDManager scope, NDList gradients) {
    exchange.sum(scope, gradients);
  }

  /**
   * Makes sure, before the first step, that all begin with the same.
   *
   * @param seed of the draws
   * @param steps that the weights have seen
   * @param weights the trained ones
   * @throws io.freshet.model.training.exchange.ExchangeException where they do not
   */
  void begin(long seed, long steps, NDList weights) {
    if (begun || exchange.exchange().isAlone()) {
      return;
    }
    exchange.exchange().agree("they have different seeds", Long.toString(seed));
    exchange.exchange().agree("they begin after different steps", Long.toString(steps));
    agree("they begin with different weights; see that all read the same model.path", weights);
    begun = true;
  }

  /**
   * Makes sure, now and then, that the weights are still the same.
   *
   * @param steps that the weights have seen
   * @throws io.freshet.model.training.exchange.ExchangeException where they are not
   */
  void check(long steps, NDList weights) {
    if (steps % CHECK_EVERY == 0 && !exchange.exchange().isAlone()) {
      agree(
          "their weights came apart; see that all run on processors or devices of one kind, with the same libraries and threads",
          weights);
    }
  }

  private void agree(String what, NDList weights) {
    exchange.exchange().agree(what, ExchangedArrays.checkSum(weights));
  }
}

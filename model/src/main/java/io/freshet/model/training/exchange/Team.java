/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.exchange;

import java.util.Optional;

/**
 * The trainers that learn one model, as one of them sees them.
 *
 * @param meetings when they meet and how, where each makes steps of its own in between; empty where
 *     they make every step together
 */
public record Team(Exchange exchange, Optional<Meetings> meetings) {

  /**
   * How trainers meet that make steps of their own in between (DiLoCo, Douillard et al. 2023): the
   * mean of what they moved the weights by since the last meeting is one step of a gradient descent
   * with Nesterov's momentum, from the weights of the last meeting.
   *
   * @param everySteps from one meeting to the next
   * @param learningRate that the mean is multiplied with
   * @param momentum share of the last movement that goes on; 0 for none
   */
  public record Meetings(int everySteps, double learningRate, double momentum) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException on no step, a learning rate that is not positive or a
     *     momentum outside of 0 to 1
     */
    public Meetings {
      if (everySteps < 1) {
        throw new IllegalArgumentException("trainers must meet after 1 step or more");
      }
      if (!(learningRate > 0)) {
        throw new IllegalArgumentException("the meetings' learning rate must be positive");
      }
      if (!(momentum >= 0 && momentum < 1)) {
        throw new IllegalArgumentException("the meetings' momentum must be from 0 to below 1");
      }
    }
  }

  /** One trainer that has the model to itself. */
  public static Team alone() {
    return new Team(Exchange.alone(), Optional.empty());
  }

  /** Trainers that make every step together, so that their weights are always the same. */
  public static Team everyStep(Exchange exchange) {
    return new Team(exchange, Optional.empty());
  }

  /** Trainers that make steps of their own and meet now and then. */
  public static Team meeting(Exchange exchange, Meetings meetings) {
    return new Team(exchange, Optional.of(meetings));
  }

  /** The exchange with those that share every step: nobody where steps are each trainer's own. */
  public Exchange withinSteps() {
    return meetings.isPresent() ? Exchange.alone() : exchange;
  }
}

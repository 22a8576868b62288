/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.config.TrainersConfig;
import io.freshet.jobs.training.peers.TrainerEvent;
import io.freshet.model.training.exchange.Exchange;
import io.freshet.model.training.exchange.TcpPeers;
import io.freshet.model.training.exchange.Team;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.operators.coordination.OperatorEventGateway;
import org.apache.flink.runtime.taskmanager.TaskManagerRuntimeInfo;

/**
 * One trainer of a job and its way to the others: it listens where its TaskManager does, tells the
 * coordinator, and is joined to the others once their addresses come. Belongs to the task's thread;
 * closed from any.
 */
final class JoinedTrainers implements Closeable {
  private final Team team;
  private final Optional<TcpPeers> peers;
  private boolean joined;

  private JoinedTrainers(Team team, Optional<TcpPeers> peers) {
    this.team = team;
    this.peers = peers;
    joined = peers.isEmpty();
  }

  /** A trainer without others. */
  static JoinedTrainers alone() {
    return new JoinedTrainers(Team.alone(), Optional.empty());
  }

  /**
   * One of several, which begins to listen.
   *
   * @param index of this subtask
   * @param count of the subtasks
   * @throws IOException where no port is free
   */
  static JoinedTrainers listen(
      TrainersConfig config,
      int index,
      int count,
      TaskManagerRuntimeInfo manager,
      OperatorEventGateway coordinator)
      throws IOException {
    // A TaskManager that shares its process with all others has no address.
    String external = manager.getTaskManagerExternalAddress();
    String host = external.isEmpty() ? "localhost" : external;
    String bind = Optional.ofNullable(manager.getTaskManagerBindAddress()).orElse(host);
    TcpPeers peers =
        TcpPeers.listen(
            InetAddress.getByName(bind), config.ports(), index, count, config.exchangeTimeout());
    coordinator.sendEventToCoordinator(new TrainerEvent.Here(host, peers.port()));
    Exchange exchange = Exchange.among(peers);
    Team team =
        config.meetEverySteps() > 1
            ? Team.meeting(
                exchange,
                new Team.Meetings(
                    config.meetEverySteps(), config.meetLearningRate(), config.meetMomentum()))
            : Team.everyStep(exchange);
    return new JoinedTrainers(team, Optional.of(peers));
  }

  /** The trainers, this one among them. */
  Team team() {
    return team;
  }

  /** Whether this one speaks for all: keeps their state, reports and makes versions. */
  boolean leads() {
    return team.exchange().index() == 0;
  }

  /**
   * Joins the others.
   *
   * @throws io.freshet.model.training.exchange.ExchangeException where they cannot be reached
   */
  void join(TrainerEvent.Roster roster) {
    TcpPeers ours =
        peers.orElseThrow(() -> new IllegalStateException("a trainer that is alone got " + roster));
    ours.connect(
        roster.token(),
        roster.trainers().stream()
            .map(each -> InetSocketAddress.createUnresolved(each.host(), each.port()))
            .toList());
    joined = true;
  }

  /**
   * Waits until the others are joined.
   *
   * @param mailbox by which the coordinator's word comes; of the lowest priority, so that it does
   */
  void await(MailboxExecutor mailbox) throws InterruptedException {
    while (!joined) {
      mailbox.yield();
    }
  }

  @Override
  public void close() {
    peers.ifPresent(TcpPeers::close);
  }
}

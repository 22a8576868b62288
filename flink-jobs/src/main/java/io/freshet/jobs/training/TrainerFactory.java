/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.connectors.records.MetricRecord;
import io.freshet.jobs.training.peers.RosterCoordinator;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEventDispatcher;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes several trainers, and the coordinator by which they find each other. */
final class TrainerFactory extends SimpleOperatorFactory<MetricRecord>
    implements OneInputStreamOperatorFactory<TrainerInput, MetricRecord>,
        CoordinatedOperatorFactory<MetricRecord> {
  private static final long serialVersionUID = 1L;

  private final TrainerOperator trainer;

  TrainerFactory(TrainerOperator trainer) {
    super(trainer);
    this.trainer = trainer;
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals") // so declared by Flink
  public <T extends StreamOperator<MetricRecord>> T createStreamOperator(
      StreamOperatorParameters<MetricRecord> parameters) {
    OperatorID id = parameters.getStreamConfig().getOperatorID();
    OperatorEventDispatcher events = parameters.getOperatorEventDispatcher();
    trainer.coordinated(events.getOperatorEventGateway(id));
    events.registerEventHandler(id, trainer);
    return super.createStreamOperator(parameters);
  }

  @Override
  public OperatorCoordinator.Provider getCoordinatorProvider(String operatorName, OperatorID id) {
    return RosterCoordinator.of(id);
  }
}

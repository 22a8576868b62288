/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import java.time.Duration;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** An operator that has the state of kept vectors, and nothing to do with it. */
class VectorHolder extends AbstractStreamOperator<String>
    implements OneInputStreamOperator<String, String> {
  private static final long serialVersionUID = 1L;
  private final Duration kept;
  transient MapState<String, EncodedContent> state;
  transient KeptVectors memory;

  @SuppressWarnings("NullAway.Init") // Flink calls open before anything else
  VectorHolder(Duration kept) {
    this.kept = kept;
  }

  @Override
  public void open() throws Exception {
    super.open();
    state = getRuntimeContext().getMapState(KeptVectors.state(kept));
    memory = new KeptVectors(this, state);
  }

  @Override
  public void processElement(StreamRecord<String> element) throws Exception {}
}

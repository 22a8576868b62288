/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;

/** Gives operators the ids by which a checkpoint finds them again. */
public final class Uids {

  private Uids() {}

  /** Names an operator and fixes its id; ids are for ever. */
  public static <T> SingleOutputStreamOperator<T> named(
      SingleOutputStreamOperator<T> operator, String uid) {
    return operator.name(uid).uid(uid);
  }

  /**
   * The names of the operators that an environment holds and that have no id of their own, by which
   * a test proves that there are none.
   */
  public static List<String> missing(StreamExecutionEnvironment env) {
    List<String> names = new ArrayList<>();
    for (StreamNode node : env.getStreamGraph(false).getStreamNodes()) {
      if (node.getTransformationUID() == null) {
        names.add(node.getOperatorName());
      }
    }
    return names;
  }
}

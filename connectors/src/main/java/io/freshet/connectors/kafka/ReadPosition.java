/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

/**
 * How far a consumer group has read one partition.
 *
 * @param committed the next offset that the group reads, as it committed it last
 * @param end the offset that the next record will get
 */
public record ReadPosition(String group, String topic, int partition, long committed, long end) {

  /** Records that the group has still to read. */
  public long lag() {
    return Math.max(0, end - committed);
  }
}

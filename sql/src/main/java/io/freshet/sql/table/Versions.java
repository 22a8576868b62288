/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

import io.freshet.sql.options.OptionNames;
import io.freshet.sql.options.SinkOptions;
import java.io.Serializable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** What orders the changes of a document. Used by one thread. */
sealed interface Versions extends Serializable {

  /** The version of a change, 0 or more; empty where the row has none. */
  OptionalLong of(RowData row);

  /** By the values of a column. */
  static Versions ofColumn(RowType type, String name) {
    int position = Columns.position(type, SinkOptions.VERSION_COLUMN, name);
    LogicalType column = type.getTypeAt(position);
    return switch (column.getTypeRoot()) {
      case TINYINT,
          SMALLINT,
          INTEGER,
          BIGINT,
          TIMESTAMP_WITHOUT_TIME_ZONE,
          TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
          new OfColumn(RowData.createFieldGetter(column, position));
      default ->
          throw OptionNames.wrong(
              SinkOptions.VERSION_COLUMN,
              "column '%s' is %s; versions are whole numbers or times".formatted(name, column));
    };
  }

  /** By the time at which changes come by, each later than the one before. */
  static Versions ofClock(InstantSource clock) {
    return new OfClock(clock);
  }

  /** A whole number, or the microseconds of a time. */
  record OfColumn(RowData.FieldGetter column) implements Versions {

    @Override
    public OptionalLong of(RowData row) {
      Object value = column.getFieldOrNull(row);
      long version = -1;
      if (value instanceof Number number) {
        version = number.longValue();
      } else if (value instanceof TimestampData time) {
        version =
            TimeUnit.MILLISECONDS.toMicros(time.getMillisecond())
                + TimeUnit.NANOSECONDS.toMicros(time.getNanoOfMillisecond());
      }
      return version < 0 ? OptionalLong.empty() : OptionalLong.of(version);
    }
  }

  /** Microseconds; what Flink reads again after a failure gets later ones than before it. */
  final class OfClock implements Versions {
    private static final long serialVersionUID = 1L;

    private final InstantSource clock;
    private long last;

    OfClock(InstantSource clock) {
      this.clock = clock;
    }

    @Override
    public OptionalLong of(RowData row) {
      Instant now = clock.instant();
      long micros =
          TimeUnit.SECONDS.toMicros(now.getEpochSecond())
              + TimeUnit.NANOSECONDS.toMicros(now.getNano());
      last = Math.max(last + 1, micros);
      return OptionalLong.of(last);
    }
  }
}

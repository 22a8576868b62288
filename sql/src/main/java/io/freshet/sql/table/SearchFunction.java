/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.utils.JoinedRowData;
import org.apache.flink.table.functions.AsyncVectorSearchFunction;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.util.UserCodeClassLoader;
import org.jspecify.annotations.Nullable;

/** Answers the calls of {@code VECTOR_SEARCH}; a query that is null finds nothing. */
public final class SearchFunction extends AsyncVectorSearchFunction {
  private static final long serialVersionUID = 1L;

  private final Search.Source source;
  private final DeserializationSchema<RowData> format;
  private final List<AnswerColumn> about;
  private transient @Nullable Search search;

  /**
   * A function.
   *
   * @param format makes rows of documents
   * @param about columns behind those of the document
   */
  SearchFunction(
      Search.Source source, DeserializationSchema<RowData> format, List<AnswerColumn> about) {
    this.source = source;
    this.format = format;
    this.about = List.copyOf(about);
  }

  @Override
  public void open(FunctionContext context) throws Exception {
    format.open(
        new DeserializationSchema.InitializationContext() {
          @Override
          public MetricGroup getMetricGroup() {
            return context.getMetricGroup();
          }

          @Override
          public UserCodeClassLoader getUserCodeClassLoader() {
            return new LoaderOf(context.getUserCodeClassLoader());
          }
        });
    search = source.open();
  }

  private record LoaderOf(ClassLoader asClassLoader) implements UserCodeClassLoader {
    @Override
    public void registerReleaseHookIfAbsent(String name, Runnable hook) {
      // Formats of documents hold nothing that outlives them.
    }
  }

  @Override
  public CompletableFuture<Collection<RowData>> asyncVectorSearch(int count, RowData query) {
    if (query.isNullAt(0)) {
      return CompletableFuture.completedFuture(List.of());
    }
    return Objects.requireNonNull(search, "not open")
        .search(query.getArray(0), count)
        .thenApply(this::rows);
  }

  private Collection<RowData> rows(Search.Answer answer) {
    List<RowData> rows = new ArrayList<>();
    for (Search.Found found : answer.found()) {
      GenericRowData behind = new GenericRowData(about.size() + 1);
      for (int i = 0; i < about.size(); i++) {
        behind.setField(i, StringData.fromString(about.get(i).of(answer)));
      }
      behind.setField(about.size(), found.score());
      rows.add(new JoinedRowData(row(found), behind));
    }
    return rows;
  }

  /** Answers come by several threads, and formats are for one. */
  private RowData row(Search.Found found) {
    synchronized (format) {
      try {
        return format.deserialize(found.document().toString().getBytes(UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(
            "a document does not fit the columns of the table: " + found.document(), e);
      }
    }
  }

  @Override
  public void close() throws Exception {
    if (search != null) {
      search.close();
      search = null;
    }
  }
}

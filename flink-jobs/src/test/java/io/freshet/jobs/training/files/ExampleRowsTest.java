/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.jobs.files.Reading;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleRowsTest {

  @TempDir Path directory;
  private final List<String> files = new ArrayList<>();

  @BeforeEach
  void write() throws Exception {
    Path first = directory.resolve("b.jsonl");
    Path second = directory.resolve("a.jsonl");
    Path empty = directory.resolve("empty.jsonl");
    Files.writeString(first, row("eins ä") + "\n\n  \r\nnonsense\n" + row("zwei") + "\r\n");
    Files.writeString(empty, "");
    Files.write(second, row("drei").getBytes(StandardCharsets.UTF_8));
    for (Path file : List.of(first, empty, second)) {
      files.add(file.toString());
    }
  }

  private static String row(String query) {
    return "{\"task\":\"t\",\"query\":\"" + query + "\",\"pos\":[\"p\"]}";
  }

  private static String told(Decoded<TrainingMessage> decoded) {
    if (decoded instanceof Decoded.Accepted<TrainingMessage> accepted) {
      return at(accepted.received().origin()) + " " + ((TrainingExample) accepted.value()).query();
    }
    Decoded.Rejected<TrainingMessage> rejected = (Decoded.Rejected<TrainingMessage>) decoded;
    return at(rejected.letter().origin()) + " rejected";
  }

  private static String at(Origin origin) {
    return Path.of(origin.topic()).getFileName() + ":" + origin.offset();
  }

  @Test
  void filesComeInTheirOrderAndLinesAreNumberedWithTheBlankOnes() throws Exception {
    try (ExampleRows lines = new ExampleRows(files, Reading.examples(""), RowPosition.START)) {
      List<String> all = new ArrayList<>();
      lines.forEachRemaining(decoded -> all.add(told(decoded)));
      assertThat(all)
          .containsExactly(
              "b.jsonl:0 eins ä", "b.jsonl:3 rejected", "b.jsonl:4 zwei", "a.jsonl:0 drei");
    }
  }

  @Test
  void everyPositionGoesOnWithTheNextLine() throws Exception {
    ExampleFilesSplitSerializer serializer = new ExampleFilesSplitSerializer();
    ExampleFilesSplit split = new ExampleFilesSplit(files, Reading.examples(""), RowPosition.START);
    List<String> all = new ArrayList<>();
    boolean more = true;
    while (more) {
      try (ExampleRows lines = split.getIterator()) {
        more = lines.hasNext();
        if (more) {
          all.add(told(lines.next()));
          // Looking ahead moves nothing.
          assertThat(lines.hasNext()).isEqualTo(all.size() < 4);
          split = split.getUpdatedSplitForIterator(lines);
        }
      }
      split = serializer.deserialize(serializer.getVersion(), serializer.serialize(split));
    }
    assertThat(all).hasSize(4).last().isEqualTo("a.jsonl:0 drei");
    var collections = ExampleFilesSplitSerializer.collections();
    Collection<ExampleFilesSplit> read =
        collections.deserialize(
            collections.getVersion(), collections.serialize(List.of(split, split)));
    assertThat(read).containsExactly(split, split);
  }
}

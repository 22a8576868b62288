/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));
  private static final Path BERT = HOME.resolve("model/src/test/resources/fixtures/encoders/bert");
  private static final Path METRICS =
      HOME.resolve("evaluation/src/test/resources/fixtures/metrics");
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  @Test
  void helpListsEveryCommand() {
    Call call = Call.of("--help");
    assertThat(call.status()).isZero();
    assertThat(call.out())
        .contains(
            "demo",
            "init",
            "train",
            "merge",
            "encode",
            "score",
            "evaluate",
            "drift",
            "metrics",
            "produce",
            "search",
            "serve",
            "probes",
            "tasks",
            "replay",
            "versions",
            "generations");
  }

  @Test
  void wrongUseIsStatusTwo() {
    assertThat(Call.of().status()).isEqualTo(2);
    assertThat(Call.of("no-such-command").status()).isEqualTo(2);
    assertThat(Call.of("serach", "text").err()).contains("no command 'serach'", "'search'");
    assertThat(Call.of("search", "--config", "c", "two", "words").err())
        .contains("'words' is one argument too many", "quotes");
    assertThat(Call.of("init", "--size", "huge", "--output", "x").err())
        .startsWith("freshet: --size: 'huge' is not allowed; expected tiny, mini, small");
    assertThat(Call.of("tasks", "grow", "search", "--config", "c").err())
        .startsWith("freshet: ACTION: 'grow' is not allowed; expected add, set, remove");
    assertThat(Call.of("produce", "--topic", "none", "--config", "c", "f").err())
        .contains("expected training-examples, documents, judgments");
    assertThat(Call.of("init", "--vocabulary", "many", "--output", "x").err())
        .contains("'many' is not a whole number");
    assertThat(Call.of("init", "--max-length", "0", "--corpus", "c", "--output", "x").err())
        .contains("--max-length: '0' is not allowed");
    assertThat(Call.of("dead-letters", "list", "--config", "c", "--since", "soon").err())
        .startsWith("freshet: --since: 'soon' is not allowed; expected a time such as 20");
    assertThat(Call.of("status", "--config", "c", "--page", "--port", "99999").err())
        .contains("--port: '99999' is not allowed");
    assertThat(Call.of("metrics", "--qrels", "q", "--run", "r", "--json", "none/j").err())
        .contains("--json", "there is no folder", "none");
    assertThat(Call.of("metrics", "--qrels", "a").err()).contains("--run");
    assertThat(Call.of("demo", "--duration", "soon").err()).contains("'soon'", "90s");
  }

  @Test
  void metricsAreThoseOfTrecEval() throws Exception {
    Path json = folder.resolve("metrics.json");
    Call call =
        Call.of(
            "metrics",
            "--qrels",
            METRICS.resolve("ties.qrels").toString(),
            "--run",
            METRICS.resolve("ties.run").toString(),
            "--json",
            json.toString());
    assertThat(call.status()).isZero();
    JsonNode expected = JSON.readTree(METRICS.resolve("ties.expected.json").toFile()).path("all");
    JsonNode found = JSON.readTree(json.toFile()).path("all");
    for (String name : List.of("map", "recip_rank", "ndcg_cut_10", "recall_10")) {
      assertThat(found.path(name).asDouble())
          .as(name)
          .isCloseTo(expected.path(name).asDouble(), Offset.offset(6e-5));
      assertThat(call.out()).contains(name);
    }
  }

  @Test
  void metricsTakeTheDefinitionsOfOtherTools() throws Exception {
    Path qrels = Files.writeString(folder.resolve("qrels"), "q 0 q 1\nq 0 a 3\nq 0 b 1\np 0 a 0\n");
    Path run =
        Files.writeString(
            folder.resolve("run"), "q Q0 q 1 9 t\nq Q0 b 1 1 t\nq Q0 a 2 1.00000000001 t\n");
    List<String> files = List.of("--qrels", qrels.toString(), "--run", run.toString());
    assertThat(metrics(files)).contains("num_q all 2", "P_1 all 0.5000", "ndcg_cut_1 all 0.1667");
    assertThat(metrics(files, "--average", "answered")).contains("num_q all 1", "P_1 all 1.0000");
    assertThat(metrics(files, "--average", "relevant", "--gain", "binary"))
        .contains("num_q all 1", "ndcg_cut_1 all 1.0000");
    assertThat(metrics(files, "--definitions", "beir"))
        .contains("ndcg_cut_1 all 0.3333", "success_1 all 0.5000");
    assertThat(metrics(files, "--definitions", "beir", "--precision", "float64"))
        .contains("ndcg_cut_1 all 1.0000");
    assertThat(metrics(files, "--relevance-level", "2")).contains("recip_rank all 0.2500");
    assertThat(
            metrics(files, "--definitions", "beir", "--no-ignore-self", "--ties", "ascending_id"))
        .contains("ndcg_cut_3 all 0.8213");
    Call wrong = Call.of("metrics", "--qrels", "a", "--run", "b", "--definitions", "ours");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err()).contains("'ours'", "sentence-transformers");
    assertThat(Call.of("metrics", "--qrels", "a", "--run", "b", "--relevance-level", "0").status())
        .isEqualTo(2);
  }

  private static List<String> metrics(List<String> files, String... options) {
    List<String> arguments = new ArrayList<>(List.of("metrics"));
    arguments.addAll(files);
    arguments.addAll(List.of(options));
    Call call = Call.of(arguments.toArray(String[]::new));
    assertThat(call.status()).as(call.err()).isZero();
    return call.out().lines().map(line -> line.replaceAll("\\s+", " ")).toList();
  }

  @Test
  void metricsSayWhatIsMissing() {
    Call call = Call.of("metrics", "--qrels", "no-such-file", "--run", "no-such-file");
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).isEqualToIgnoringNewLines("freshet: no such file: no-such-file");
  }

  @Test
  void encodesOneVectorALineInOrder() throws Exception {
    Path input = Files.writeString(folder.resolve("in"), "\"a cat\"\n\n{\"text\": \"a dog\"}\r\n");
    Path output = folder.resolve("out");
    Call call =
        Call.of(
            "encode",
            "--model",
            BERT.toString(),
            "--input",
            input.toString(),
            "--output",
            output.toString());
    assertThat(call.status()).as(call.err()).isZero();
    List<String> lines = Files.readAllLines(output);
    assertThat(lines).hasSize(2);
    assertThat(JSON.readTree(lines.get(0))).isNotEqualTo(JSON.readTree(lines.get(1)));
    assertThat(JSON.readTree(lines.get(1)).isArray()).isTrue();

    Files.writeString(input, "\"a cat\"\n{\"title\": 1}\n");
    Call wrong =
        Call.of(
            "encode",
            "--model",
            BERT.toString(),
            "--input",
            input.toString(),
            "--output",
            output.toString());
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(wrong.err()).contains(":2: ");
    assertThat(Files.readAllLines(output)).as("what was there stays").isEqualTo(lines);
  }

  @Test
  void encodesWithTheTasksPrompt() throws Exception {
    Path model = Files.createDirectories(folder.resolve("prompted"));
    for (String file : List.of("config.json", "model.safetensors", "tokenizer.json")) {
      Files.copy(BERT.resolve(file), model.resolve(file));
    }
    Files.writeString(
        model.resolve("config_sentence_transformers.json"),
        "{\"prompts\": {\"qa-query\": \"question \", \"query\": \"\", \"document\": \"\"}}");
    Path input = Files.writeString(folder.resolve("in"), "\"loss\"\n");
    Path written = Files.writeString(folder.resolve("written"), "\"question loss\"\n");
    JsonNode byTask = vectors(model, input, "--task", "qa");
    assertThat(byTask).isEqualTo(vectors(model, written)).isNotEqualTo(vectors(model, input));

    Files.writeString(
        model.resolve("config_sentence_transformers.json"),
        "{\"prompts\": {\"passage\": \"question \"}}");
    Call passage = encode(model, input, "--kind", "document");
    assertThat(passage.err())
        .containsOnlyOnce("there is no modules.json: vectors are brought to length 1 here")
        .containsOnlyOnce("documents get the prompt 'passage' here");
    assertThat(JSON.readTree(Files.readString(folder.resolve("vectors")))).isEqualTo(byTask);

    Call unknown = encode(model, input, "--task", "code");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err())
        .contains("no prompt and no projection for task code")
        .contains("passage");
  }

  private JsonNode vectors(Path model, Path input, String... more) throws Exception {
    Call call = encode(model, input, more);
    assertThat(call.status()).as(call.err()).isZero();
    return JSON.readTree(Files.readString(folder.resolve("vectors")));
  }

  private Call encode(Path model, Path input, String... more) {
    String output = folder.resolve("vectors").toString();
    List<String> arguments = new ArrayList<>(List.of("encode"));
    if (!List.of(more).contains("--kind")) {
      arguments.addAll(List.of("--kind", "query"));
    }
    arguments.addAll(
        List.of("--model", model.toString(), "--input", input.toString(), "--output", output));
    arguments.addAll(List.of(more));
    return Call.of(arguments.toArray(String[]::new));
  }

  @Test
  void evaluatesOnACollection() throws Exception {
    Path beir = Files.createDirectories(folder.resolve("beir"));
    Files.createDirectories(beir.resolve("qrels"));
    Files.writeString(
        beir.resolve("corpus.jsonl"),
        "{\"_id\": \"d1\", \"title\": \"\", \"text\": \"the cat\"}\n{\"_id\": \"d2\", \"title\": \"\", \"text\": \"a house of stone\"}\n");
    Files.writeString(beir.resolve("queries.jsonl"), "{\"_id\": \"q\", \"text\": \"the cat\"}\n");
    Files.writeString(beir.resolve("qrels/test.tsv"), "query-id\tcorpus-id\tscore\nq\td1\t1\n");
    Path run = folder.resolve("run");
    Call call =
        Call.of(
            "evaluate",
            "--model",
            BERT.toString(),
            "--beir",
            beir.toString(),
            "--run",
            run.toString());
    assertThat(call.status()).as(call.err()).isZero();
    assertThat(call.out()).containsPattern("recip_rank\\s+all\\s+1.0000");
    assertThat(Files.readAllLines(run)).hasSize(2).first().asString().startsWith("q Q0 d1 1 ");
  }

  @Test
  void trainsAFreshModelOverFiles() throws Exception {
    Path corpus = folder.resolve("corpus");
    List<String> texts = new ArrayList<>();
    List<String> examples = new ArrayList<>();
    for (int i = 0; i < 96; i++) {
      String query = "find item number " + i;
      String text = "the item with the number " + i + " of the list";
      texts.add(query);
      texts.add(text);
      String task = i % 2 == 0 ? "search" : "same";
      examples.add(
          "{\"task\": \"%s\", \"query\": \"%s\", \"pos\": [\"%s\"]}".formatted(task, query, text));
    }
    examples.add("{\"task\": \"search\"}");
    Files.write(corpus, texts, UTF_8);
    Path input = Files.write(folder.resolve("examples.jsonl"), examples, UTF_8);
    Path start = folder.resolve("start");
    Call init =
        Call.of(
            "init",
            "--size",
            "tiny",
            "--vocabulary",
            "120",
            "--corpus",
            corpus.toString(),
            "--output",
            start.toString());
    assertThat(init.status()).as(init.err()).isZero();
    assertThat(init.out()).contains(ModelFolder.read(start).digest());
    assertThat(Call.of("init", "--corpus", corpus.toString(), "--output", start.toString()).err())
        .contains("exists already");

    Path config =
        Files.writeString(
            folder.resolve("freshet.yaml"),
            """
            model: {path: "%s", max-length: 16, device: cpu, threads: 1}
            tasks: {search: {projection: 12}, same: {kind: similarity}}
            sampling: {batch-size: 8, minimum-buffered: 8}
            training: {learning-rate: 1e-3, warmup-steps: 0}
            registry: {path: "%s"}
            """
                .formatted(start, folder.resolve("registry").toUri()));
    Path output = folder.resolve("trained");
    Call train =
        Call.of(
            "train",
            "--config",
            config.toString(),
            "--input",
            input.toString(),
            "--output",
            output.toString());
    assertThat(train.status()).as(train.err()).isZero();
    assertThat(ModelFolder.read(output).digest()).isNotEqualTo(ModelFolder.read(start).digest());
    assertThat(train.out()).contains(ModelFolder.read(output).digest());
    encodesThroughTheProjectionOf(output);

    Path plain = folder.resolve("plain");
    Path merged = folder.resolve("merged");
    ModelFolder.write(
        ModelFolder.read(start), embedding(ModelFolder.read(output).tensors()), plain);
    Call merge = merge(start, plain, "--share", "1", "--output", merged.toString());
    assertThat(merge.status()).as(merge.err()).isZero();
    assertThat(merge.out()).contains(ModelFolder.read(plain).digest());
    assertThat(ModelFolder.read(merged).digest()).isEqualTo(ModelFolder.read(plain).digest());
    Call unlike = merge(start, output, "--output", folder.resolve("none").toString());
    assertThat(unlike.status()).isEqualTo(1);
    assertThat(unlike.err()).contains("cannot be merged", "heads.search");
    Call none =
        Call.of(
            "train",
            "--config",
            config.toString(),
            "--input",
            input.toString(),
            "--adapter-output",
            folder.resolve("adapter").toString());
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).contains("training.adapter-rank");
    Call nowhere = Call.of("train", "--config", config.toString(), "--input", input.toString());
    assertThat(nowhere.status()).isEqualTo(2);
    assertThat(nowhere.err()).contains("--output or --adapter-output");
  }

  private static Call merge(Path model, Path with, String... more) {
    return Call.of(
        Stream.concat(
                Stream.of("merge", "--model", model.toString(), "--with", with.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static Map<String, HostTensor> embedding(Map<String, HostTensor> tensors) {
    Map<String, HostTensor> network = new HashMap<>(tensors);
    network.keySet().removeIf(name -> name.startsWith("heads."));
    return network;
  }

  @Test
  void trainsOverCompressedFilesWithoutARegistryAndSaysHowItGoes() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("only.yaml"),
            """
            model: {path: "%s", max-length: 16, threads: 1}
            tasks: {only: {kind: retrieval, batch-size: 4}}
            sampling: {minimum-buffered: 4}
            training: {report-every-steps: 1}
            """
                .formatted(BERT));
    Path input = folder.resolve("examples.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(input))) {
      for (int i = 0; i < 24; i++) {
        out.write(
            "{\"query\": \"the cat %d\", \"pos\": [\"a dog %d\"]}\n"
                .formatted(i, i)
                .getBytes(UTF_8));
      }
    }
    Path output = folder.resolve("trained");
    Call train = train(config, input, output);
    assertThat(train.status()).as(train.err()).isZero();
    assertThat(ModelFolder.read(output).digest()).isNotEqualTo(ModelFolder.read(BERT).digest());
  }

  @Test
  void trainsOverCsvAndKeepsQueriesOutToEvaluateOn() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("only.yaml"),
            """
            model: {path: "%s", max-length: 16, threads: 1}
            tasks: {only: {kind: retrieval, batch-size: 4}}
            sampling: {minimum-buffered: 4}
            """
                .formatted(BERT));
    StringBuilder rows = new StringBuilder("question,answer\n");
    for (int i = 0; i < 60; i++) {
      rows.append("\"the cat, %d\",a dog %d\n".formatted(i, i));
    }
    rows.append("alone\n");
    Path input = Files.writeString(folder.resolve("pairs.csv"), rows);
    Path held = folder.resolve("held-out");
    Path output = folder.resolve("trained");
    Call train =
        Call.of(
            "train",
            "--config",
            config.toString(),
            "--input",
            input.toString(),
            "--hold-out",
            held.toString(),
            "--output",
            output.toString(),
            "--report",
            folder.resolve("trained.html").toString());
    assertThat(train.status()).as(train.err()).isZero();
    assertThat(folder.resolve("trained.html"))
        .content()
        .contains("\"views\":[\"tasks\"]", "\"Model\":\"" + output, "\"loss\":");
    assertThat(train.err())
        .contains(
            input + ": read as questions and answers: question -> query, answer -> pos",
            "missing-field: 1; first " + input + ", line 62: the column 'answer' is missing",
            "only: 6 queries are kept out of training");
    assertThat(folder.resolve("trained.rejected.jsonl")).content().contains("held-out");
    Call evaluate = Call.of("evaluate", "--model", output.toString(), "--beir", held.toString());
    assertThat(evaluate.status()).as(evaluate.err()).isZero();
    assertThat(evaluate.out()).contains("ndcg_cut_10");
  }

  @Test
  void trainingThatCouldTeachNothingFailsAndSaysWhy() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("only.yaml"),
            "model: {path: \"%s\", max-length: 16, threads: 1}\ntasks: {only: {}, other: {}}\n"
                .formatted(BERT));
    String good = "{\"task\": \"only\", \"query\": \"q\", \"pos\": [\"p\"]}\n";
    String bad = "{\"query\": \"q\", \"pos\": [\"p\"]}\n";
    Path output = folder.resolve("trained");

    Call useless = train(config, Files.writeString(folder.resolve("a"), bad + "no\n"), output);
    assertThat(useless.status()).isEqualTo(1);
    assertThat(useless.err()).contains("a, line 1", "'task'", "a, line 2", "none of 2 rows");

    Call mostly = train(config, Files.writeString(folder.resolve("b"), good + bad + bad), output);
    assertThat(mostly.status()).isEqualTo(1);
    assertThat(mostly.err()).contains("2 of 3 rows", "kafka.maximum-rejected-share");

    Call few = train(config, Files.writeString(folder.resolve("c"), good), output);
    assertThat(few.status()).isEqualTo(1);
    assertThat(few.err()).contains("no step was made", "sampling.minimum-buffered");
    assertThat(output).doesNotExist();
  }

  private static Call train(Path config, Path input, Path output) {
    return Call.of(
        "train",
        "--config",
        config.toString(),
        "--input",
        input.toString(),
        "--output",
        output.toString());
  }

  private void encodesThroughTheProjectionOf(Path trained) throws Exception {
    Path texts = Files.writeString(folder.resolve("texts"), "\"find item number 7\"\n");
    Path vectors = folder.resolve("vectors");
    List<String> call =
        List.of("encode", "--model", trained.toString(), "--input", texts.toString());
    List<String> to = List.of("--output", vectors.toString());
    for (Map.Entry<String, Integer> width : Map.of("search", 12, "", 128).entrySet()) {
      List<String> all = new ArrayList<>(call);
      all.addAll(to);
      if (!width.getKey().isEmpty()) {
        all.addAll(List.of("--task", width.getKey()));
      }
      Call encode = Call.of(all.toArray(new String[0]));
      assertThat(encode.status()).as(encode.err()).isZero();
      assertThat(JSON.readTree(Files.readString(vectors))).hasSize(width.getValue());
    }
    List<String> other = new ArrayList<>(call);
    other.addAll(to);
    other.addAll(List.of("--task", "same"));
    Call encode = Call.of(other.toArray(new String[0]));
    assertThat(encode.status()).isEqualTo(2);
    assertThat(encode.err()).contains("no prompt and no projection for task same", "[search]");
  }

  @Test
  void mergingNeedsAnotherVersionOrAnAdapter() {
    Call neither = Call.of("merge", "--model", "a", "--output", "x");
    assertThat(neither.status()).isEqualTo(2);
    assertThat(neither.err()).contains("--with", "--adapter");
    Call both =
        Call.of("merge", "--model", "a", "--adapter", "b", "--share", "0.1", "--output", "none");
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.err()).contains("--share goes with --with");
    assertThat(merge(Path.of("a"), Path.of("b"), "--adapter", "c", "--output", "none").status())
        .isEqualTo(2);
    Call outOfBounds = merge(Path.of("a"), Path.of("b"), "--share", "2", "--output", "none");
    assertThat(outOfBounds.status()).isEqualTo(2);
  }

  @Test
  void aWrongConfigurationIsToldInFull() throws Exception {
    Path config = Files.writeString(folder.resolve("c.yaml"), "model: {pathh: x}\n");
    Call call = Call.of("versions", "--config", config.toString());
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err()).contains("did you mean model.path", "registry.path: must be given");
    assertThat(Call.of("versions", "--config", "no-such-file").status()).isEqualTo(1);
  }

  @Test
  void leaksAreFoundAndFailTheCommand(@TempDir Path folder) throws Exception {
    Path set = Files.createDirectories(folder.resolve("probes").resolve("search"));
    Files.writeString(set.resolve("corpus.jsonl"), "{\"_id\": \"d\", \"text\": \"x\"}\n");
    Files.writeString(set.resolve("queries.jsonl"), "{\"_id\": \"q\", \"text\": \"A Query\"}\n");
    Files.writeString(
        Files.createDirectories(set.resolve("qrels")).resolve("test.tsv"),
        "query-id\tcorpus-id\tscore\nq\td\t1\n");
    Path clean =
        Files.writeString(
            folder.resolve("clean.jsonl"),
            "{\"task\": \"search\", \"query\": \"another\", \"pos\": [\"p\"]}\n");
    Path leaking =
        Files.writeString(
            folder.resolve("leaking.jsonl"),
            "{\"task\": \"qa\", \"query\": \"a  query\", \"pos\": [\"p\"]}\n");
    String probes = folder.resolve("probes").toString();

    Call none = Call.of("leaks", "--probes", probes, clean.toString());
    assertThat(none.status()).as(none.err()).isZero();
    Call found = Call.of("leaks", "--probes", probes, clean.toString(), leaking.toString());
    assertThat(found.status()).isEqualTo(1);
    assertThat(found.out())
        .contains("leaking.jsonl:1", "1 of 1 judged queries stand in 2 examples");
    assertThat(
            Call.of("leaks", "--probes", folder.resolve("none").toString(), clean.toString())
                .status())
        .isEqualTo(2);
  }
}

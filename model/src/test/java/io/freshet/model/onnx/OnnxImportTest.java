/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.Fixtures;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.Pooling;
import io.freshet.model.onnx.OnnxWriter.Form;
import io.freshet.model.onnx.OnnxWriter.Node;
import io.freshet.model.onnx.OnnxWriter.Tensor;
import io.freshet.model.tensors.HostTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxImportTest {
  private static final Path REFERENCE = Fixtures.path("encoders/bert");
  private static final OnnxSettings LENGTH = OnnxSettings.DEFAULT.withMaxLength(64);
  private static final String QUERY = "encoder.layer.1.attention.self.query";
  private static final String QUERY_NODE = "/encoder/layer.1/attention/self/query/MatMul";

  @TempDir Path directory;
  private Path target;
  private BertOnnx model;

  @BeforeEach
  void prepare() throws IOException {
    target = directory.resolve("folder");
    exportAnew();
    Files.copy(REFERENCE.resolve("tokenizer.json"), directory.resolve("tokenizer.json"));
  }

  private void exportAnew() throws IOException {
    model = BertOnnx.of(ModelFolder.read(REFERENCE).tensors(), 3, 4, 8);
  }

  private ModelFolder imported(OnnxSettings settings) throws IOException {
    OnnxImport.write(model.write(directory.resolve("model.onnx")), settings, target);
    return ModelFolder.read(target);
  }

  /** Every weight but the pooler, which no embedding needs, is the same to the bit. */
  private static void assertIsTheReference(ModelFolder folder) throws IOException {
    Map<String, HostTensor> expected = ModelFolder.read(REFERENCE).tensors();
    Map<String, HostTensor> found = folder.tensors();
    for (String name : folder.architecture().names()) {
      assertThat(found.get(name)).as(name).isNotNull();
      assertThat(found.get(name).shape()).as(name).isEqualTo(expected.get(name).shape());
      assertThat(found.get(name).data()).as(name).isEqualTo(expected.get(name).data());
    }
    assertThat(folder.architecture()).isEqualTo(ModelFolder.read(REFERENCE).architecture());
  }

  private void assertRefused(String... parts) {
    assertRefused(LENGTH, parts);
  }

  private void assertRefused(OnnxSettings settings, String... parts) {
    assertThatThrownBy(() -> imported(settings))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("null");
    assertThat(target).doesNotExist();
    assertThat(directory).isDirectoryNotContaining("glob:**/.folder*");
  }

  @Test
  void anonymousTransposedMatricesGetTheirNamesAndPlaces() throws IOException {
    ModelFolder folder = imported(LENGTH);
    assertIsTheReference(folder);
    assertThat(folder.pooling()).containsExactly(Pooling.MEAN);
    assertThat(folder.normalize()).isTrue();
    List<String> texts = List.of("How does a checkpoint barrier align?", "flink", "");
    try (EmbeddingModel ours = EmbeddingModel.load(target, ComputeOptions.cpu(1));
        EmbeddingModel reference = EmbeddingModel.load(REFERENCE, ComputeOptions.cpu(1))) {
      assertThat(ours.embed(texts, "", 64)).isDeepEqualTo(reference.embed(texts, "", 64));
    }
  }

  @Test
  void biasAloneNamesAMatrix() throws IOException {
    model.change("MatMul", n -> new Node("MatMul", "MatMul_7", n.inputs(), n.outputs().get(0)));
    assertIsTheReference(imported(LENGTH));
  }

  @Test
  void pathOfTheNodeAloneNamesAMatrixAndTheMissingBiasIsNamed() {
    model.nodes.removeIf(node -> node.name().equals(QUERY_NODE.replace("MatMul", "Add")));
    model.initializers.remove(QUERY + ".bias");
    assertRefused("model.onnx", "missing " + QUERY + ".bias [32]");
  }

  @Test
  void matrixThatNothingNamesIsRefused() {
    model.nodes.removeIf(node -> node.name().equals(QUERY_NODE.replace("MatMul", "Add")));
    String matrix = model.matrixOf(QUERY_NODE);
    model.change("MatMul", n -> new Node("MatMul", "MatMul_7", n.inputs(), n.outputs().get(0)));
    assertRefused(matrix, "'MatMul_7'", "export the model again");
  }

  @Test
  void namesThatDisagreeAreRefused() {
    model.change(
        "MatMul",
        n ->
            n.name().equals(QUERY_NODE)
                ? new Node(
                    "MatMul", n.name().replace("query", "key"), n.inputs(), n.outputs().get(0))
                : n);
    assertRefused(model.matrixOf(QUERY_NODE.replace("query", "key")), QUERY + " and ");
  }

  @Test
  void matricesBehindTransposeAndOfGemmLieAsTheirOperatorsSay() throws IOException {
    // Constant folding off: the file has [out, in], and a node turns it.
    String first = model.matrixOf(QUERY_NODE);
    model.initializers.put(QUERY + ".weight", BertOnnx.turned(model.initializers.remove(first)));
    model.nodes.add(
        new Node("Transpose", "/turn", List.of(QUERY + ".weight"), first)
            .with("perm", new long[] {1, 0}));
    // A linear layer over rows: one operator, by which the matrix lies as [out, in].
    String key = QUERY_NODE.replace("query", "key");
    String second = model.matrixOf(key);
    model.initializers.put(second, BertOnnx.turned(model.initializers.get(second)));
    model.nodes.removeIf(node -> node.name().equals(key.replace("MatMul", "Add")));
    model.change(
        "MatMul",
        n ->
            n.name().equals(key)
                ? new Node(
                        "Gemm",
                        "Gemm_3",
                        List.of(n.inputs().get(0), second, QUERY.replace("query", "key") + ".bias"),
                        n.outputs().get(0))
                    .with("transB", 1L)
                : n);
    assertIsTheReference(imported(LENGTH));
  }

  @Test
  void prefixOfAWrappedModelIsDropped() throws IOException {
    BertOnnx plain = model;
    model = new BertOnnx();
    plain.initializers.forEach(
        (name, tensor) ->
            model.initializers.put(
                name.startsWith("onnx::") ? name : "0.auto_model." + name, tensor));
    plain.nodes.forEach(
        n ->
            model.nodes.add(
                new Node(
                    n.operator(),
                    "/0/auto_model" + n.name(),
                    n.inputs().stream()
                        .map(
                            i ->
                                plain.initializers.containsKey(i) && !i.startsWith("onnx::")
                                    ? "0.auto_model." + i
                                    : i)
                        .toList(),
                    n.outputs(),
                    n.attributes(),
                    "ai.onnx")));
    assertIsTheReference(imported(LENGTH));
  }

  @ParameterizedTest
  @EnumSource(
      value = Form.class,
      names = {"PACKED", "ONE_BY_ONE"})
  void numbersOutsideRawDataAreRead(Form form) throws IOException {
    model.initializers.replaceAll((name, tensor) -> tensor.as(form));
    model.change("Constant", n -> n.with("value", ((Tensor) n.attributes().get("value")).as(form)));
    assertIsTheReference(imported(LENGTH));
  }

  @Test
  void equalTensorsUnderOneNameAreFoundByTheOperatorIdentity() throws IOException {
    String other = QUERY.replace("layer.1", "layer.0") + ".bias";
    model.initializers.remove(other);
    model.nodes.add(0, new Node("Identity", "Identity_1", List.of(QUERY + ".bias"), other));
    HostTensor shared = imported(LENGTH).tensors().get(other);
    assertThat(shared.data())
        .isEqualTo(ModelFolder.read(REFERENCE).tensors().get(QUERY + ".bias").data());
  }

  @ParameterizedTest
  @CsvSource({"0|0|4|8, 4", "-1|8, 4", "0|0|8|-1, 8", "0|0|3|8, 0", "-1|-1, 0"})
  void headsAreReadFromAWholeShape(String shape, int heads) throws IOException {
    long[] sizes = Arrays.stream(shape.split("\\|")).mapToLong(Long::parseLong).toArray();
    model.change(
        "Concat",
        n ->
            new Node("Constant", n.name(), List.of(), n.outputs().get(0))
                .with("value", Tensor.of(sizes)));
    if (heads == 0) {
      assertRefused("number of attention heads", "--heads");
    } else {
      assertThat(imported(LENGTH).config().path("num_attention_heads").asInt()).isEqualTo(heads);
    }
  }

  @Test
  void callerSaysWhatTheGraphDoesNotTellAndNothingElse() throws IOException {
    assertRefused(
        told(Optional.of(2), Optional.empty(), Optional.empty()), "is 4 by the graph, not 2");
    model.nodes.removeIf(n -> List.of("Reshape", "Erf", "Sqrt").contains(n.operator()));
    assertRefused("activation", "--activation");
    assertRefused(told(Optional.empty(), Optional.of("relu"), Optional.empty()), "--epsilon");
    assertRefused(told(Optional.empty(), Optional.of("relu"), Optional.of(1e-6)), "--heads");
    ModelFolder folder = imported(told(Optional.of(4), Optional.of("relu"), Optional.of(1e-6)));
    assertThat(folder.config().path("num_attention_heads").asInt()).isEqualTo(4);
    assertThat(folder.config().path("hidden_act").asText()).isEqualTo("relu");
    assertThat(folder.config().path("layer_norm_eps").asDouble()).isEqualTo(1e-6);
  }

  private static OnnxSettings told(
      Optional<Integer> heads, Optional<String> activation, Optional<Double> epsilon) {
    return new OnnxSettings(
        Optional.empty(), Optional.of(64), Pooling.CLS, heads, activation, epsilon);
  }

  @ParameterizedTest
  @CsvSource({"Relu, relu", "Sigmoid, silu", "Gelu, gelu"})
  void activationIsTheOperatorBehindTheInnerMatrix(String operator, String name)
      throws IOException {
    model.nodes.removeIf(node -> node.operator().equals("Erf"));
    model.nodes.replaceAll(
        n ->
            n.name().endsWith("/act/Div")
                ? new Node(operator, n.name(), List.of(n.inputs().get(0)), n.outputs().get(0))
                : n);
    assertThat(imported(LENGTH).config().path("hidden_act").asText()).isEqualTo(name);
  }

  @Test
  void fusedNormalisationAndTheTanhFormOfGeluAreRead() throws IOException {
    model.change(
        "Mul",
        n ->
            new Node("LayerNormalization", n.name(), n.inputs(), n.outputs().get(0))
                .with("epsilon", 1e-5f));
    model.change(
        "Div",
        n ->
            n.name().endsWith("/act/Div")
                ? new Node("Gelu", n.name(), n.inputs(), n.outputs().get(0))
                    .with("approximate", "tanh")
                : n);
    ModelFolder folder = imported(LENGTH);
    assertThat(folder.config().path("layer_norm_eps").asDouble()).isEqualTo(1e-5);
    assertThat(folder.config().path("hidden_act").asText()).isEqualTo("gelu_new");
  }

  @Test
  void quantisedAndOptimisedGraphsAreRefused() throws IOException {
    model.nodes.add(new Node("DynamicQuantizeLinear", "q", List.of("x"), "y"));
    model.nodes.add(new Node("MatMulInteger", "m", List.of("y", "w"), "z"));
    assertRefused("is quantised (DynamicQuantizeLinear, MatMulInteger)", "float32 export");
    exportAnew();
    model.nodes.add(new Node("Attention", "a", List.of(), List.of("z"), Map.of(), "com.microsoft"));
    assertRefused("optimised graph (Attention)", "before its optimisation");
  }

  @Test
  void weightsThatAreElsewhereOrRoundedAreRefused() throws IOException {
    model.initializers.computeIfPresent(QUERY + ".bias", (n, tensor) -> tensor.as(Form.EXTERNAL));
    assertRefused("in a file of its own", QUERY + ".bias", "onnx.save_model");
    exportAnew();
    model.initializers.computeIfPresent(QUERY + ".bias", (n, tensor) -> tensor.as(10));
    assertRefused("not float32", QUERY + ".bias is float16");
    exportAnew();
    model.initializers.computeIfPresent(
        QUERY + ".bias", (n, tensor) -> new Tensor(1, List.of(31L), tensor.data(), Form.RAW));
    assertRefused(QUERY + ".bias cannot be used", "[31] with 128 bytes");
  }

  @Test
  void otherNetworksAreRefused() throws IOException {
    model.nodes.add(new Node("CumSum", "c", List.of("mask", "one"), "positions"));
    assertRefused("counts positions by CumSum, as RoBERTa does", "model.safetensors");
    exportAnew();
    model.initializers.put("encoder.relative.weight", Tensor.of(new float[8], 8));
    assertRefused("surplus encoder.relative.weight");
    exportAnew();
    model.initializers.remove("embeddings.token_type_embeddings.weight");
    assertRefused("is no BERT", "embeddings.token_type_embeddings.weight");
    exportAnew();
    model.initializers.remove("embeddings.word_embeddings.weight");
    assertRefused("not the export of one BERT", "only BERT's are supported");
  }

  @Test
  void whatIsNoOnnxFileIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(model.write(directory.resolve("whole.onnx")));
    Path file = directory.resolve("cut.onnx");
    for (int length = 0; length < whole.length; length += 997) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> OnnxImport.write(file, LENGTH, target))
          .as("%d bytes", length)
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("no ONNX file");
    }
    Files.writeString(file, "{\"weights\": []}", UTF_8);
    assertThatThrownBy(() -> OnnxImport.write(file, LENGTH, target))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("no ONNX file");
    assertThat(target).doesNotExist();
  }

  @Test
  void tokenizerLosesItsOwnLengthAndPadding() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    Path file = directory.resolve("tokenizer.json");
    ObjectNode json = (ObjectNode) mapper.readTree(file.toFile());
    json.putObject("truncation")
        .put("max_length", 8)
        .put("strategy", "LongestFirst")
        .put("stride", 0)
        .put("direction", "Right");
    json.putObject("padding")
        .put("pad_id", 0)
        .put("pad_type_id", 0)
        .put("pad_token", "[PAD]")
        .put("direction", "Right")
        .putNull("pad_to_multiple_of")
        .putObject("strategy")
        .put("Fixed", 8);
    mapper.writeValue(file.toFile(), json);
    ModelFolder folder = imported(OnnxSettings.DEFAULT);
    assertThat(folder.maxLength()).isEqualTo(64);
    ObjectNode written = (ObjectNode) mapper.readTree(target.resolve("tokenizer.json").toFile());
    assertThat(written.path("truncation").isNull()).isTrue();
    assertThat(written.path("padding").isNull()).isTrue();
    assertThatThrownBy(
            () ->
                OnnxImport.write(
                    directory.resolve("model.onnx"),
                    OnnxSettings.DEFAULT.withMaxLength(65),
                    directory.resolve("b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65 tokens")
        .hasMessageContaining("64 positions");
  }

  @Test
  void tokenizerIsFoundOrNamed() throws IOException {
    Path alone = Files.createDirectory(directory.resolve("alone"));
    Path file = model.write(alone.resolve("model.onnx"));
    assertThatThrownBy(() -> OnnxImport.write(file, LENGTH, target))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("no tokenizer.json beside")
        .hasMessageContaining("--tokenizer");
    assertThatThrownBy(
            () -> OnnxImport.write(file, LENGTH.withTokenizer(alone.resolve("t")), target))
        .isInstanceOf(NoSuchFileException.class);
    OnnxImport.write(file, LENGTH.withTokenizer(directory.resolve("tokenizer.json")), target);
    assertIsTheReference(ModelFolder.read(target));
    Path other = Fixtures.path("encoders/modernbert/tokenizer.json");
    Path larger = directory.resolve("larger.json");
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = (ObjectNode) mapper.readTree(other.toFile());
    ((ObjectNode) json.at("/model/vocab")).put("another", 320);
    mapper.writeValue(larger.toFile(), json);
    assertThatThrownBy(
            () -> OnnxImport.write(file, LENGTH.withTokenizer(larger), directory.resolve("b")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("it is another model's");
  }

  @Test
  void jarHoldsOneModelAndItsTokenizer() throws IOException {
    byte[] onnx = OnnxWriter.model(model.nodes, model.initializers);
    byte[] tokenizer = Files.readAllBytes(directory.resolve("tokenizer.json"));
    Path jar = directory.resolve("a.jar");
    zip(jar, Map.of("some/model.onnx", onnx, "some/model-tokenizer.json", tokenizer));
    OnnxImport.write(jar, LENGTH, target);
    assertIsTheReference(ModelFolder.read(target));

    zip(jar, Map.of("a.onnx", onnx, "b.onnx", onnx, "tokenizer.json", tokenizer));
    assertThatThrownBy(() -> OnnxImport.write(jar, LENGTH, directory.resolve("b")))
        .hasMessageContaining("several models");
    zip(jar, Map.of("tokenizer.json", tokenizer));
    assertThatThrownBy(() -> OnnxImport.write(jar, LENGTH, directory.resolve("b")))
        .hasMessageContaining("holds no file that ends with .onnx");
    zip(jar, Map.of("a.onnx", onnx, "x/tokenizer.json", tokenizer, "y/tokenizer.json", tokenizer));
    assertThatThrownBy(() -> OnnxImport.write(jar, LENGTH, directory.resolve("b")))
        .hasMessageContaining("several tokenizers in " + jar);
    OnnxImport.write(
        jar, LENGTH.withTokenizer(directory.resolve("tokenizer.json")), directory.resolve("b"));
  }

  private static void zip(Path jar, Map<String, byte[]> entries) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
  }
}

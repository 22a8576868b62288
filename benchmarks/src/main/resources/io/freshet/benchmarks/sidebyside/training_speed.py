# SPDX-License-Identifier: Apache-2.0
"""The train step of TrainingSpeed in PyTorch, or the encoding of its queries alone, in float32 or
under bfloat16 autocast, or by ONNX Runtime in float32 (onnx-float32) or with dynamically quantised
weights of 8 bits (onnx-int8): a number of steps a line in, seconds and processor seconds a line out."""
import os
import sys
import tempfile
import time

import torch
from torch import nn
from torch.nn import functional as F

LAYERS, WIDTH, HEADS, VOCABULARY, PAIRS, TOKENS = (int(a) for a in sys.argv[1:7])
DROPOUT, THREADS = float(sys.argv[7]), int(sys.argv[8])
BFLOAT16 = "bfloat16" in sys.argv[9:]
ENCODE = "encode" in sys.argv[9:]
ONNX = next((a for a in sys.argv[9:] if a.startswith("onnx-")), None)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.output = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.inner, self.outer = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.norm1, self.norm2 = (nn.LayerNorm(WIDTH, eps=1e-12) for _ in range(2))

    def forward(self, x, bias):
        rows, length, _ = x.shape
        a = F.scaled_dot_product_attention(*self.heads(x), attn_mask=bias, dropout_p=DROPOUT)
        a = self.output(a.transpose(1, 2).reshape(rows, length, WIDTH))
        x = self.norm1(x + F.dropout(a, DROPOUT))
        return self.norm2(x + F.dropout(self.outer(F.gelu(self.inner(x))), DROPOUT))

    def plain(self, x, bias):
        """The same without dropout, with products that every exporter knows."""
        rows, length, _ = x.shape
        q, k, v = self.heads(x)
        scores = q @ k.transpose(2, 3) / (WIDTH // HEADS) ** 0.5 + bias
        a = (torch.softmax(scores, -1) @ v).transpose(1, 2).reshape(rows, length, WIDTH)
        x = self.norm1(x + self.output(a))
        return self.norm2(x + self.outer(F.gelu(self.inner(x))))

    def heads(self, x):
        rows, length, _ = x.shape
        return (
            linear(x).view(rows, length, HEADS, -1).transpose(1, 2)
            for linear in (self.query, self.key, self.value)
        )


class Bert(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH, padding_idx=0)
        self.positions = nn.Embedding(512, WIDTH)
        self.types = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, ids, mask):
        x = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.types.weight[0]
        x = F.dropout(self.norm(x), DROPOUT)
        bias = None
        if not mask.all():
            bias = ((1.0 - mask.to(x.dtype)) * -3e38)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        m = mask.unsqueeze(-1).to(x.dtype)
        return F.normalize((x * m).sum(1) / m.sum(1).clamp(min=1e-9))


torch.set_num_threads(THREADS)
torch.manual_seed(1)
model = Bert()
for p in model.parameters():
    if p.dim() == 2:
        nn.init.normal_(p, std=0.02)
decayed = [p for p in model.parameters() if p.dim() == 2]
others = [p for p in model.parameters() if p.dim() != 2]
optimizer = torch.optim.AdamW(
    [{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}],
    lr=2e-5,
    fused=True,
)
target = torch.arange(PAIRS)


def batch():
    return torch.randint(5, VOCABULARY, (PAIRS, TOKENS)), torch.ones(PAIRS, TOKENS, dtype=torch.long)


def step(queries, documents):
    with torch.autocast("cpu", torch.bfloat16, enabled=BFLOAT16):
        one, other = model(*queries), model(*documents)
    scores = one.float() @ other.float().T / 0.05
    loss = F.cross_entropy(scores, target)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def encode(queries, _):
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=BFLOAT16):
        return model(*queries).float().numpy()


def onnx_session(directory):
    import onnxruntime
    from onnxruntime.quantization import QuantType, quantize_dynamic

    file = os.path.join(directory, "model.onnx")
    axes = {"ids": {0: "rows", 1: "length"}, "mask": {0: "rows", 1: "length"}, "out": {0: "rows"}}
    torch.onnx.export(
        OnnxBert(model).eval(),
        batch(),
        file,
        input_names=["ids", "mask"],
        output_names=["out"],
        dynamic_axes=axes,
        dynamo=False,
    )
    if ONNX == "onnx-int8":
        narrow = os.path.join(directory, "int8.onnx")
        quantize_dynamic(file, narrow, weight_type=QuantType.QInt8)
        file = narrow
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])


class OnnxBert(nn.Module):
    """The same without a choice that depends on the data, and without dropout."""

    def __init__(self, bert):
        super().__init__()
        self.bert = bert

    def forward(self, ids, mask):
        b = self.bert
        x = b.norm(b.words(ids) + b.positions.weight[: ids.shape[1]] + b.types.weight[0])
        bias = ((1.0 - mask.to(x.dtype)) * -1e9)[:, None, None, :]
        for layer in b.layers:
            x = layer.plain(x, bias)
        m = mask.unsqueeze(-1).to(x.dtype)
        return F.normalize((x * m).sum(1) / m.sum(1).clamp(min=1e-9))


def onnx_encode(session):
    def run(queries, _):
        ids, mask = queries
        return session.run(None, {"ids": ids.numpy(), "mask": mask.numpy()})[0]

    return run


if ONNX:
    with tempfile.TemporaryDirectory() as folder:
        encode = onnx_encode(onnx_session(folder))

print(torch.__version__, flush=True)
for line in sys.stdin:
    batches = [(batch(), batch()) for _ in range(int(line))]
    start, processor = time.perf_counter(), time.process_time()
    for queries, documents in batches:
        (encode if ENCODE else step)(queries, documents)
    print(time.perf_counter() - start, time.process_time() - processor, flush=True)

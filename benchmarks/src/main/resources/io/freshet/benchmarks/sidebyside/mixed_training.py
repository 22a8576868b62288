# SPDX-License-Identifier: Apache-2.0
"""Training by sentence-transformers over given rows: a number of steps a line in, seconds and processor seconds a line out.

The loop is that of its own fit: its collator tokenizes and pads, its loss embeds. Only the optimiser is
PyTorch's fused one, which is faster than the one that fit would make.
"""
import json
import sys
import time

import sentence_transformers
import torch
from sentence_transformers import InputExample, SentenceTransformer, losses

FOLDER, ROWS = sys.argv[1:3]
BATCH, LENGTH, THREADS = (int(a) for a in sys.argv[3:6])
DROPOUT = float(sys.argv[6])

torch.set_num_threads(THREADS)
rates = {"hidden_dropout_prob": DROPOUT, "attention_probs_dropout_prob": DROPOUT}
model = SentenceTransformer(FOLDER, device="cpu", config_kwargs=rates)
model.max_seq_length = LENGTH
loss = losses.MultipleNegativesRankingLoss(model, scale=20.0)
loss.train()
named = list(loss.named_parameters())
undecayed = ("bias", "LayerNorm.weight")
optimizer = torch.optim.AdamW(
    [
        {"params": [p for n, p in named if not n.endswith(undecayed)], "weight_decay": 0.01},
        {"params": [p for n, p in named if n.endswith(undecayed)], "weight_decay": 0.0},
    ],
    lr=2e-5,
    fused=True,
)
with open(ROWS, encoding="utf-8") as lines:
    rows = [InputExample(texts=json.loads(line), label=0) for line in lines]


def step(batch):
    features, labels = model.smart_batching_collate(batch)
    value = loss(features, labels)
    value.backward()
    torch.nn.utils.clip_grad_norm_(loss.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    return value.item()


print("{} with PyTorch {}".format(sentence_transformers.__version__, torch.__version__), flush=True)
place = 0
for line in sys.stdin:
    start, processor = time.perf_counter(), time.process_time()
    for _ in range(int(line)):
        step(rows[place : place + BATCH])
        place += BATCH
    print(time.perf_counter() - start, time.process_time() - processor, flush=True)

# SPDX-License-Identifier: Apache-2.0
"""Encoding by sentence-transformers: a number of texts a line in, seconds and processor seconds a line out."""
import json
import sys
import time

import sentence_transformers
import torch
from sentence_transformers import SentenceTransformer

FOLDER, TEXTS = sys.argv[1:3]
LENGTH, THREADS, BATCH = (int(a) for a in sys.argv[3:6])

torch.set_num_threads(THREADS)
model = SentenceTransformer(FOLDER, device="cpu")
model.max_seq_length = LENGTH
with open(TEXTS, encoding="utf-8") as lines:
    texts = [json.loads(line) for line in lines]

print("{} with PyTorch {}".format(sentence_transformers.__version__, torch.__version__), flush=True)
place = 0
for line in sys.stdin:
    block = texts[place : place + int(line)]
    place += len(block)
    start, processor = time.perf_counter(), time.process_time()
    vectors = model.encode(block, batch_size=BATCH, show_progress_bar=False)
    elapsed = time.perf_counter() - start, time.process_time() - processor
    assert len(vectors) == len(block)
    print(*elapsed, flush=True)

# SPDX-License-Identifier: Apache-2.0
"""sentence-transformers behind a minimal server in OpenAI's form: uvicorn and Starlette, one process.

    OMP_NUM_THREADS=T python embeddings_server.py MODEL_FOLDER PORT THREADS CALLS

CALLS of the model run at once at most; 1 keeps them from fighting for the processors.
"""
import asyncio
import sys

import sentence_transformers
import torch
import uvicorn
from sentence_transformers import SentenceTransformer
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.routing import Route

FOLDER = sys.argv[1]
PORT, THREADS, CALLS = (int(a) for a in sys.argv[2:5])
torch.set_num_threads(THREADS)
model = SentenceTransformer(FOLDER, device="cpu")
turn = asyncio.Semaphore(CALLS)


async def embeddings(request):
    body = await request.json()
    texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
    async with turn:
        vectors = await run_in_threadpool(model.encode, texts, show_progress_bar=False)
    data = [
        {"object": "embedding", "index": i, "embedding": vector.tolist()} for i, vector in enumerate(vectors)
    ]
    return JSONResponse({"object": "list", "data": data, "model": FOLDER})


print("sentence-transformers {}, PyTorch {}".format(sentence_transformers.__version__, torch.__version__), flush=True)
uvicorn.run(
    Starlette(routes=[Route("/v1/embeddings", embeddings, methods=["POST"])]),
    host="127.0.0.1",
    port=PORT,
    log_level="error",
    access_log=False,
)

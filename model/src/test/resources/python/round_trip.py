# SPDX-License-Identifier: Apache-2.0
"""Does in Python what a list of tasks says, so that Freshet can be held against it.

usage: round_trip.py TASKS.json
Needs transformers, sentence-transformers and peft; installs nothing and fetches nothing.
"""
import json
import sys

import torch
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer
from transformers import AutoModel, AutoModelForCausalLM, AutoModelForMaskedLM, AutoTokenizer

FLOAT = {"dtype": torch.float32}


def sentence(path, **arguments):
    return SentenceTransformer(path, device="cpu", model_kwargs=dict(FLOAT), local_files_only=True, **arguments)


def embed(folder, texts, out, side=None, prompt=None, normalize=False):
    """Embeddings by sentence-transformers."""
    model = sentence(folder)
    encode = {None: model.encode, "query": model.encode_query, "document": model.encode_document}[side]
    vectors = encode(texts, prompt=prompt, convert_to_tensor=True, normalize_embeddings=normalize)
    save_file({"embeddings": vectors.float().contiguous()}, out)


def mean(folder, texts, out):
    """Normalised means of the last hidden states, by transformers; every weight must have been found."""
    model, info = AutoModel.from_pretrained(folder, output_loading_info=True, **FLOAT)
    assert not info["missing_keys"] and not info["mismatched_keys"], (folder, info)
    means(model, AutoTokenizer.from_pretrained(folder), texts, out)


def means(model, tokenizer, texts, out):
    inputs = tokenizer(texts, padding=True, truncation=True, return_tensors="pt")
    inputs.pop("token_type_ids", None)
    with torch.no_grad():
        states = model.eval()(**inputs).last_hidden_state
    mask = inputs["attention_mask"].unsqueeze(2).float()
    vectors = torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=1)
    save_file({"embeddings": vectors.contiguous()}, out)


def save(source, target, prompts):
    """A folder as this version of sentence-transformers writes it."""
    sentence(source, prompts=prompts).save_pretrained(target)


def shards(source, target, dtype):
    """A folder of transformers alone, in several files and a narrow type."""
    AutoModel.from_pretrained(source, dtype=getattr(torch, dtype)).save_pretrained(target, max_shard_size="60KB")
    AutoTokenizer.from_pretrained(source).save_pretrained(target)


def modules(source, target):
    """Several poolings side by side that leave the prompt out, two dense layers, truncation."""
    from sentence_transformers.models import Dense, Normalize, Pooling, Transformer

    torch.manual_seed(5)
    transformer = Transformer(source)
    width = transformer.get_word_embedding_dimension()
    pooling = Pooling(width, pooling_mode=("cls", "mean", "weightedmean", "lasttoken"), include_prompt=False)
    first = Dense(4 * width, 24)
    second = Dense(24, 10, bias=False, activation_function=torch.nn.Identity())
    SentenceTransformer(
        modules=[transformer, pooling, first, second, Normalize()],
        device="cpu",
        truncate_dim=6,
        similarity_fn_name="dot",
        prompts={"query": "find: ", "document": "text: "},
    ).save_pretrained(target)


def projected(folder, task, texts, out):
    """Embeddings through the projection of a task, put in before the normalisation."""
    from sentence_transformers.models import Dense

    model = sentence(folder)
    model.insert(len(model) - 1, Dense.load(f"{folder}/heads/{task}"))
    save_file({"embeddings": model.encode(texts, convert_to_tensor=True).float().contiguous()}, out)


def adapter(source, target, layers):
    """An adapter as PEFT writes it, with random numbers in both of its matrices."""
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(11)
    settings = LoraConfig(r=3, lora_alpha=9, target_modules=layers, init_lora_weights=False)
    get_peft_model(AutoModel.from_pretrained(source, **FLOAT), settings).save_pretrained(target)


def adapted(source, adapter, texts, out):
    """As mean, with an adapter beside the model."""
    from peft import PeftModel

    model = PeftModel.from_pretrained(AutoModel.from_pretrained(source, **FLOAT), adapter)
    means(model, AutoTokenizer.from_pretrained(source), texts, out)


def head(source, target, tied, causal):
    """A model with the head of a language model over the source's configuration."""
    from transformers import AutoConfig

    torch.manual_seed(7)
    config = AutoConfig.from_pretrained(source)
    config.tie_word_embeddings = tied
    loader = AutoModelForCausalLM if causal else AutoModelForMaskedLM
    loader.from_config(config).save_pretrained(target)
    AutoTokenizer.from_pretrained(source).save_pretrained(target)


def same(first, second, causal):
    """Two folders hold the same model with its head."""
    loader = AutoModelForCausalLM if causal else AutoModelForMaskedLM
    a, b = (loader.from_pretrained(path, output_loading_info=True, **FLOAT) for path in (first, second))
    assert not b[1]["missing_keys"] and not b[1]["unexpected_keys"], b[1]
    left, right = a[0].state_dict(), b[0].state_dict()
    assert left.keys() == right.keys()
    for name in left:
        assert torch.equal(left[name], right[name]), name


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        for task in json.load(file):
            globals()[task.pop("do")](**task)

def inputs(w: List[__torch__.weights.Weight],
    ids: Tensor,
    positions: Tensor,
    settings: Dict[str, Tensor],
    draws: __torch__.draws.Draws) -> Tensor:
  # w: words. ids: [tokens]
  return torch.embedding(w[0].value, ids)

def context(layout: __torch__.layout.Layout,
    like: Tensor,
    settings: Dict[str, Tensor]) -> List[Optional[Tensor]]:
  return __torch__.rotary.context(layout, bool(settings["causal"]), like, settings)

def layer(x: Tensor,
    index: int,
    w: List[__torch__.weights.Weight],
    shared: List[__torch__.weights.Weight],
    layout: __torch__.layout.Layout,
    context: List[Optional[Tensor]],
    settings: Dict[str, Tensor],
    draws: __torch__.draws.Draws) -> Tensor:
  # w: norm, query, key, value, output, norm, gate, up, down; then, where there are any, biases of query,
  # key, value (and output), biases of gate, up, down, norms of the query and key heads
  y = __torch__.norms.rms_norm(x, w[0], float(settings["epsilon"]))
  x = x + __torch__.architecture.attend(y, index, w, layout, context, settings, draws)
  y = __torch__.norms.rms_norm(x, w[5], float(settings["epsilon"]))
  biases = int(settings["feed_forward_biases"])
  at = 9 + int(settings["attention_biases"])
  gate = __torch__.architecture.affine(y, w, 6, at, biases > 0, draws)
  up = __torch__.architecture.affine(y, w, 7, at + 1, biases > 0, draws)
  y = __torch__.feed_forward.gated(gate, up, int(settings["activation"]))
  return x + __torch__.architecture.affine(y, w, 8, at + 2, biases > 0, draws)

def attend(x: Tensor,
    index: int,
    w: List[__torch__.weights.Weight],
    layout: __torch__.layout.Layout,
    context: List[Optional[Tensor]],
    settings: Dict[str, Tensor],
    draws: __torch__.draws.Draws) -> Tensor:
  bias, cosine, sine = __torch__.rotary.of_layer(context, index, settings)
  heads = int(settings["heads"])
  groups = int(settings["groups"])
  biases = int(settings["attention_biases"])
  query = __torch__.architecture.affine(x, w, 1, 9, biases > 0, draws).reshape([x.size(0), heads, -1])
  key = __torch__.architecture.affine(x, w, 2, 10, biases > 0, draws).reshape([x.size(0), groups, -1])
  value = __torch__.architecture.affine(x, w, 3, 11, biases > 0, draws)
  if bool(settings["head_norms"]):
    at = 9 + biases + int(settings["feed_forward_biases"])
    query = __torch__.norms.rms_norm(query, w[at], float(settings["epsilon"]))
    key = __torch__.norms.rms_norm(key, w[at + 1], float(settings["epsilon"]))
  q = __torch__.rotary.rotated(query, cosine, sine)
  k = __torch__.rotary.rotated(key, cosine, sine)
  a = __torch__.attention.attend(q, k, value, layout, bias, bool(settings["causal"]), heads, groups, draws)
  return __torch__.architecture.affine(a, w, 4, 12, biases > 3, draws)

def affine(x: Tensor,
    w: List[__torch__.weights.Weight],
    at: int,
    bias_at: int,
    biased: bool,
    draws: __torch__.draws.Draws) -> Tensor:
  bias = annotate(Optional[Tensor], None)
  if biased:
    bias = w[bias_at].value
  return __torch__.linear.linear(x, w[at], bias, draws)

def outputs(x: Tensor,
    w: List[__torch__.weights.Weight],
    settings: Dict[str, Tensor]) -> Tensor:
  return __torch__.norms.rms_norm(x, w[0], float(settings["epsilon"]))

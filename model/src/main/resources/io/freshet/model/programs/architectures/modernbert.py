def inputs(w: List[__torch__.weights.Weight],
    ids: Tensor,
    positions: Tensor,
    settings: Dict[str, Tensor],
    draws: __torch__.draws.Draws) -> Tensor:
  # w: words, norm, bias of the norm where there are any. ids: [tokens]
  x = __torch__.architecture.norm(torch.embedding(w[0].value, ids), w[1:], settings)
  return __torch__.draws.dropout(x, draws.hidden, draws.generator)

def context(layout: __torch__.layout.Layout,
    like: Tensor,
    settings: Dict[str, Tensor]) -> List[Optional[Tensor]]:
  return __torch__.rotary.context(layout, False, like, settings)

def layer(x: Tensor,
    index: int,
    w: List[__torch__.weights.Weight],
    shared: List[__torch__.weights.Weight],
    layout: __torch__.layout.Layout,
    context: List[Optional[Tensor]],
    settings: Dict[str, Tensor],
    draws: __torch__.draws.Draws) -> Tensor:
  # w: attention in and out, norm, feed-forward in and out, norm of the attention (the first layer has
  # none), each followed by its bias where there are any
  norms = 1 + int(settings["norm_biases"])
  attention = 1 + int(settings["attention_biases"])
  forward = 1 + int(settings["feed_forward_biases"])
  out = attention
  norm = out + attention
  widen = norm + norms
  narrow = widen + forward
  first = narrow + forward
  y = x
  if index > 0:
    y = __torch__.architecture.norm(x, w[first:], settings)
  y = __torch__.architecture.affine(y, w[0:out], draws)
  y = __torch__.architecture.attend(y, index, layout, context, settings, draws)
  y = __torch__.architecture.affine(y, w[out:norm], draws)
  x = x + __torch__.draws.dropout(y, draws.attention, draws.generator)
  y = __torch__.architecture.norm(x, w[norm:widen], settings)
  parts = torch.chunk(__torch__.architecture.affine(y, w[widen:narrow], draws), 2, 1)
  y = __torch__.feed_forward.gated(parts[0], parts[1], int(settings["activation"]))
  y = __torch__.draws.dropout(y, draws.hidden, draws.generator)
  return x + __torch__.architecture.affine(y, w[narrow:first], draws)

def attend(x: Tensor,
    index: int,
    layout: __torch__.layout.Layout,
    context: List[Optional[Tensor]],
    settings: Dict[str, Tensor],
    draws: __torch__.draws.Draws) -> Tensor:
  # x: [tokens, 3 * width]
  heads = int(settings["heads"])
  bias, cosine, sine = __torch__.rotary.of_layer(context, index, settings)
  parts = torch.unbind(x.reshape([x.size(0), 3, heads, -1]), 1)
  query = __torch__.rotary.rotated(parts[0], cosine, sine)
  key = __torch__.rotary.rotated(parts[1], cosine, sine)
  value = parts[2].flatten(1, 2)
  return __torch__.attention.attend(query, key, value, layout, bias, False, heads, heads, draws)

def norm(x: Tensor,
    w: List[__torch__.weights.Weight],
    settings: Dict[str, Tensor]) -> Tensor:
  bias = annotate(Optional[Tensor], None)
  if bool(settings["norm_biases"]):
    bias = w[1].value
  return __torch__.norms.layer_norm(x, w[0], bias, float(settings["epsilon"]))

def affine(x: Tensor,
    w: List[__torch__.weights.Weight],
    draws: __torch__.draws.Draws) -> Tensor:
  # w: weight, then bias where there is one
  bias = annotate(Optional[Tensor], None)
  if len(w) > 1:
    bias = w[1].value
  return __torch__.linear.linear(x, w[0], bias, draws)

def outputs(x: Tensor,
    w: List[__torch__.weights.Weight],
    settings: Dict[str, Tensor]) -> Tensor:
  return __torch__.architecture.norm(x, w, settings)

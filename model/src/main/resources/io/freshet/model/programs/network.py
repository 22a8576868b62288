def starts(settings: Dict[str, Tensor]) -> List[int]:
  # where each layer's tensors begin, and where the last layer's end
  return [int(s) for s in torch.unbind(settings["layers"])]

def hidden(w: List[__torch__.weights.Weight],
    ids: Tensor,
    layout: __torch__.layout.Layout,
    settings: Dict[str, Tensor],
    seed: int) -> Tensor:
  # ids: [rows, length]; the last hidden state of the tokens, [tokens, width]
  at = __torch__.network.starts(settings)
  x = __torch__.network.inputs(w, ids, layout, settings, seed)
  context = __torch__.architecture.context(layout, x, settings)
  for i in range(len(at) - 1):
    x = __torch__.network.layer(x, i, w, layout, context, settings, seed)
  return __torch__.network.outputs(x, w, settings)

def inputs(w: List[__torch__.weights.Weight],
    ids: Tensor,
    layout: __torch__.layout.Layout,
    settings: Dict[str, Tensor],
    seed: int) -> Tensor:
  at = __torch__.network.starts(settings)
  draws = __torch__.draws.of(settings, seed, 0, ids.device)
  return __torch__.architecture.inputs(w[0:at[0]], __torch__.layout.packed(ids, layout), __torch__.layout.positions(layout), settings, draws)

def layer(x: Tensor,
    index: int,
    w: List[__torch__.weights.Weight],
    layout: __torch__.layout.Layout,
    context: List[Optional[Tensor]],
    settings: Dict[str, Tensor],
    seed: int) -> Tensor:
  at = __torch__.network.starts(settings)
  draws = __torch__.draws.of(settings, seed, index + 1, x.device)
  return __torch__.architecture.layer(x, index, w[at[index]:at[index + 1]], w[0:at[0]], layout, context, settings, draws)

def outputs(x: Tensor,
    w: List[__torch__.weights.Weight],
    settings: Dict[str, Tensor]) -> Tensor:
  at = __torch__.network.starts(settings)
  return __torch__.architecture.outputs(x, w[at[-1]:int(settings["tensors"])], settings)

def embeddings(x: Tensor,
    w: List[__torch__.weights.Weight],
    layout: __torch__.layout.Layout,
    settings: Dict[str, Tensor]) -> Tensor:
  # what comes out of the last layer, [tokens, width], to [rows, dimension], not normalised
  return __torch__.network.pooled(__torch__.network.outputs(x, w, settings), w, layout, settings)

def pooled(x: Tensor,
    w: List[__torch__.weights.Weight],
    layout: __torch__.layout.Layout,
    settings: Dict[str, Tensor]) -> Tensor:
  # [tokens, width] to [rows, dimension]: the pooling, then the dense layers behind it
  skipped = 0
  if "skipped" in settings:
    skipped = int(settings["skipped"])
  kinds = [int(k) for k in torch.unbind(settings["pooling"])]
  hidden = __torch__.weights.wide(__torch__.layout.padded(x, layout))
  y = __torch__.pooling.pool(hidden, layout.mask, kinds, skipped)
  return __torch__.dense.dense(y, w[int(settings["tensors"]):], settings)

def embedded(w: List[__torch__.weights.Weight],
    ids: Tensor,
    mask: Tensor,
    settings: Dict[str, Tensor],
    seed: int) -> Tensor:
  # [rows, dimension], not normalised
  layout = __torch__.layout.of(mask)
  return __torch__.network.pooled(__torch__.network.hidden(w, ids, layout, settings, seed), w, layout, settings)

def inputs(w: List[__torch__.weights.Weight],
    ids: Tensor,
    positions: Tensor,
    settings: Dict[str, Tensor],
    draws: __torch__.draws.Draws) -> Tensor:
  # w: words, positions, token types (all texts are of type 0), norm. ids, positions: [tokens]
  places = __torch__.layout.offset(ids, positions, int(settings["padding"]))
  x = torch.embedding(w[0].value, ids) + torch.embedding(w[1].value, places) + w[2].value[0]
  x = __torch__.norms.layer_norm(x, w[3], w[4].value, float(settings["epsilon"]))
  return __torch__.draws.dropout(x, draws.hidden, draws.generator)

def context(layout: __torch__.layout.Layout,
    like: Tensor,
    settings: Dict[str, Tensor]) -> List[Optional[Tensor]]:
  return [__torch__.attention.bias(layout, False, -1, like)]

def layer(x: Tensor,
    index: int,
    w: List[__torch__.weights.Weight],
    shared: List[__torch__.weights.Weight],
    layout: __torch__.layout.Layout,
    context: List[Optional[Tensor]],
    settings: Dict[str, Tensor],
    draws: __torch__.draws.Draws) -> Tensor:
  return __torch__.post_norm.layer(x, w, layout, context[0], True, settings, draws)

def outputs(x: Tensor,
    w: List[__torch__.weights.Weight],
    settings: Dict[str, Tensor]) -> Tensor:
  return x

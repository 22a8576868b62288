def inputs(w: List[__torch__.weights.Weight],
    ids: Tensor,
    positions: Tensor,
    settings: Dict[str, Tensor],
    draws: __torch__.draws.Draws) -> Tensor:
  # w: words, positions. ids, positions: [tokens]
  x = torch.embedding(w[0].value, ids) + torch.embedding(w[1].value, positions)
  return __torch__.draws.dropout(x, draws.hidden, draws.generator)

def context(layout: __torch__.layout.Layout,
    like: Tensor,
    settings: Dict[str, Tensor]) -> List[Optional[Tensor]]:
  # every token sees all others
  return [__torch__.attention.bias(layout, False, -1, like)]

def layer(x: Tensor,
    index: int,
    w: List[__torch__.weights.Weight],
    shared: List[__torch__.weights.Weight],
    layout: __torch__.layout.Layout,
    context: List[Optional[Tensor]],
    settings: Dict[str, Tensor],
    draws: __torch__.draws.Draws) -> Tensor:
  # x: [tokens, width]. w: norm (2), attention (8), norm (2), feed-forward in and out (4)
  epsilon = float(settings["epsilon"])
  y = __torch__.norms.layer_norm(x, w[0], w[1].value, epsilon)
  y = __torch__.attention.multi_head(y, w[2:10], layout, context[0], int(settings["heads"]), draws)
  x = x + __torch__.draws.dropout(y, draws.hidden, draws.generator)
  y = __torch__.norms.layer_norm(x, w[10], w[11].value, epsilon)
  y = __torch__.feed_forward.plain(y, w[12:16], int(settings["activation"]), draws)
  return x + __torch__.draws.dropout(y, draws.hidden, draws.generator)

def outputs(x: Tensor,
    w: List[__torch__.weights.Weight],
    settings: Dict[str, Tensor]) -> Tensor:
  return __torch__.norms.layer_norm(x, w[0], w[1].value, float(settings["epsilon"]))

def inputs(w: List[__torch__.weights.Weight],
    ids: Tensor,
    positions: Tensor,
    settings: Dict[str, Tensor],
    draws: __torch__.draws.Draws) -> Tensor:
  # w: words, positions, token types (all texts are of type 0), norm. ids, positions: [tokens]
  x = torch.embedding(w[0].value, ids) + torch.embedding(w[1].value, positions) + w[2].value[0]
  x = __torch__.norms.layer_norm(x, w[3], w[4].value, float(settings["epsilon"]))
  return __torch__.draws.dropout(x, draws.hidden, draws.generator)

def context(layout: __torch__.layout.Layout,
    like: Tensor,
    settings: Dict[str, Tensor]) -> List[Optional[Tensor]]:
  return [__torch__.attention.bias(layout, False, 0, like)]

def layer(x: Tensor,
    index: int,
    w: List[__torch__.weights.Weight],
    shared: List[__torch__.weights.Weight],
    layout: __torch__.layout.Layout,
    context: List[Optional[Tensor]],
    settings: Dict[str, Tensor],
    draws: __torch__.draws.Draws) -> Tensor:
  # w: attention (8), norm (2), feed-forward in and out (4), norm (2)
  epsilon = float(settings["epsilon"])
  a = __torch__.attention.multi_head(x, w[0:8], layout, context[0], int(settings["heads"]), draws)
  a = __torch__.draws.dropout(a, draws.hidden, draws.generator)
  x = __torch__.norms.layer_norm(x + a, w[8], w[9].value, epsilon)
  f = __torch__.linear.linear(x, w[10], w[11].value, draws)
  f = __torch__.activation.activate(f, int(settings["activation"]))
  f = __torch__.linear.linear(f, w[12], w[13].value, draws)
  f = __torch__.draws.dropout(f, draws.hidden, draws.generator)
  return __torch__.norms.layer_norm(x + f, w[14], w[15].value, epsilon)

def outputs(x: Tensor,
    w: List[__torch__.weights.Weight],
    settings: Dict[str, Tensor]) -> Tensor:
  return x

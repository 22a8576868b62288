def layer(x: Tensor,
    w: List[__torch__.weights.Weight],
    layout: __torch__.layout.Layout,
    bias: Optional[Tensor],
    dropped: bool,
    settings: Dict[str, Tensor],
    draws: __torch__.draws.Draws) -> Tensor:
  # the layer of BERT and its kin, which normalises each sum. w: attention (8), norm (2), feed-forward
  # in and out (4), norm (2); dropped: whether the attention's result is
  epsilon = float(settings["epsilon"])
  a = __torch__.attention.multi_head(x, w[0:8], layout, bias, int(settings["heads"]), draws)
  if dropped:
    a = __torch__.draws.dropout(a, draws.hidden, draws.generator)
  x = __torch__.norms.layer_norm(x + a, w[8], w[9].value, epsilon)
  f = __torch__.feed_forward.plain(x, w[10:14], int(settings["activation"]), draws)
  f = __torch__.draws.dropout(f, draws.hidden, draws.generator)
  return __torch__.norms.layer_norm(x + f, w[14], w[15].value, epsilon)

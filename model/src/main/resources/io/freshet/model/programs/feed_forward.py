def plain(x: Tensor,
    w: List[__torch__.weights.Weight],
    kind: int,
    draws: __torch__.draws.Draws) -> Tensor:
  # w: in and out, each weight then bias
  f = __torch__.linear.linear(x, w[0], w[1].value, draws)
  f = __torch__.activation.activate(f, kind)
  return __torch__.linear.linear(f, w[2], w[3].value, draws)

def gated(gate: Tensor,
    x: Tensor,
    kind: int) -> Tensor:
  # Shazeer 2020
  return __torch__.activation.activate(gate, kind) * x

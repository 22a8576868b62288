def plain(x: Tensor,
    w: List[__torch__.weights.Weight],
    kind: int,
    draws: __torch__.draws.Draws) -> Tensor:
  # w: in and out, each weight then bias
  if len(w[0].eight_bit) > 0 and kind <= 1 and not w[0].measuring:
    q = __torch__.eight_bit.quantised(x, w[0])
    f = __torch__.eight_bit.activated(q, w[0], w[1].value, kind, w[2])
    return __torch__.eight_bit.linear(f, w[2], w[3].value, x.dtype)
  f = __torch__.linear.linear(x, w[0], w[1].value, draws)
  f = __torch__.activation.activate(f, kind)
  return __torch__.linear.linear(f, w[2], w[3].value, draws)

def gated(gate: Tensor,
    x: Tensor,
    kind: int) -> Tensor:
  # Shazeer 2020
  return __torch__.activation.activate(gate, kind) * x

def linear(x: Tensor,
    w: __torch__.weights.Weight,
    bias: Optional[Tensor],
    draws: __torch__.draws.Draws) -> Tensor:
  # x w^T + b, plus the low-rank product where the weight has an adapter (Hu et al. 2021)
  if len(w.eight_bit) > 0:
    return __torch__.eight_bit.linear(__torch__.eight_bit.quantised(x, w), w, bias, x.dtype)
  b = bias
  if b is not None:
    b = unchecked_cast(Tensor, b).to(x.dtype)
  y = torch.linear(x, w.value, b)
  if len(w.adapter) > 0:
    z = __torch__.draws.dropout(x, draws.adapter, draws.generator)
    y = y + torch.linear(torch.linear(z, w.adapter[0]), w.adapter[1]) * w.scale
  return y

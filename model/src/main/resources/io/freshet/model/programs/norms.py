def layer_norm(x: Tensor,
    scale: __torch__.weights.Weight,
    bias: Optional[Tensor],
    epsilon: float) -> Tensor:
  b = bias
  if b is not None:
    b = __torch__.weights.wide(unchecked_cast(Tensor, b))
  y = torch.layer_norm(__torch__.weights.wide(x), [x.size(-1)], __torch__.weights.wide(scale.value), b, epsilon)
  return y.to(x.dtype)

def rms_norm(x: Tensor,
    scale: __torch__.weights.Weight,
    epsilon: float) -> Tensor:
  # Zhang and Sennrich 2019
  y = torch.rms_norm(__torch__.weights.wide(x), [x.size(-1)], __torch__.weights.wide(scale.value), epsilon)
  return y.to(x.dtype)

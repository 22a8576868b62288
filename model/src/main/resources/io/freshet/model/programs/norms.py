def layer_norm(x: Tensor,
    scale: __torch__.weights.Weight,
    bias: Optional[Tensor],
    epsilon: float) -> Tensor:
  return torch.layer_norm(x, [x.size(-1)], scale.value, bias, epsilon)

def rms_norm(x: Tensor,
    scale: __torch__.weights.Weight,
    epsilon: float) -> Tensor:
  # Zhang and Sennrich 2019
  return torch.rms_norm(x, [x.size(-1)], scale.value, epsilon)

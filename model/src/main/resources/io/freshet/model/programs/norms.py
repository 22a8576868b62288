def layer_norm(x: Tensor,
    scale: __torch__.weights.Weight,
    bias: Optional[Tensor],
    epsilon: float) -> Tensor:
  return torch.layer_norm(x, [x.size(-1)], scale.value, bias, epsilon)

def activate(x: Tensor,
    kind: int) -> Tensor:
  # 0: gelu, 1: gelu by tanh, 2: relu
  if kind == 0:
    return torch.gelu(x)
  if kind == 1:
    return torch.gelu(x, approximate="tanh")
  assert kind == 2, "unknown activation"
  return torch.relu(x)

def activate(x: Tensor,
    kind: int) -> Tensor:
  # 0: gelu, 1: gelu by tanh, 2: relu, 3: silu, 4: none, 5: tanh
  if kind == 0:
    return torch.gelu(x)
  if kind == 1:
    return torch.gelu(x, approximate="tanh")
  if kind == 2:
    return torch.relu(x)
  if kind == 3:
    return torch.silu(x)
  if kind == 4:
    return x
  assert kind == 5, "unknown activation"
  return torch.tanh(x)

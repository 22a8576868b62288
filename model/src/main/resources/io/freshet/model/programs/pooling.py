def pool(x: Tensor,
    mask: Tensor,
    kind: int) -> Tensor:
  # 0: mean over the tokens that are none of padding, 1: the first token
  if kind == 0:
    m = mask.unsqueeze(2).to(x.dtype)
    return torch.sum(x * m, [1]) / torch.clamp(torch.sum(m, [1]), 1e-9)
  assert kind == 1, "unknown pooling"
  return x.select(1, 0)

def normalise(x: Tensor) -> Tensor:
  return x / torch.clamp(torch.norm(x, 2, [1], True), 1e-12)

def dropout(x: Tensor,
    rate: float,
    generator: Generator) -> Tensor:
  # the draws of PyTorch's own dropout, but from a generator that no other thread can touch
  if rate == 0.0:
    return x
  keep = torch.bernoulli_(torch.empty_like(x), 1.0 - rate, generator=generator)
  return x * torch.div_(keep, 1.0 - rate)

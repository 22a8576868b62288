def pool(x: Tensor,
    mask: Tensor,
    kinds: List[int]) -> Tensor:
  # x: [rows, length, width], mask: [rows, length]; the poolings side by side
  if len(kinds) == 1:
    return __torch__.pooling.one(x, mask, kinds[0])
  return torch.cat([__torch__.pooling.one(x, mask, kind) for kind in kinds], 1)

def one(x: Tensor,
    mask: Tensor,
    kind: int) -> Tensor:
  # 0: first token, 1: maximum, 2: mean, 3: sum over the root of the length, 4: mean weighted by
  # 1, 2, .. from the first token on, 5: last token. Rows are padded on the right; a row without a
  # token gives zeros
  m = mask.unsqueeze(2).to(x.dtype)
  if kind == 0:
    return x.select(1, 0)
  if kind == 1:
    low = torch.masked_fill(x, torch.eq(m, 0), float("-inf"))
    highest, where = torch.max(low, 1)
    return torch.masked_fill(highest, torch.eq(torch.sum(m, [1]), 0), 0.0)
  if kind == 2:
    return torch.sum(x * m, [1]) / torch.clamp(torch.sum(m, [1]), 1e-9)
  if kind == 3:
    return torch.sum(x * m, [1]) / torch.sqrt(torch.clamp(torch.sum(m, [1]), 1e-9))
  if kind == 4:
    weighted = m * torch.cumsum(m, 1)
    return torch.sum(x * weighted, [1]) / torch.clamp(torch.sum(weighted, [1]), 1e-9)
  assert kind == 5, "unknown pooling"
  last = torch.clamp(torch.sum(mask, [1]) - 1, 0).reshape([-1, 1, 1]).expand([-1, 1, x.size(2)])
  return torch.gather(x, 1, last).squeeze(1)

def normalise(x: Tensor) -> Tensor:
  return x / torch.clamp(torch.norm(x, 2, [1], True), 1e-12)

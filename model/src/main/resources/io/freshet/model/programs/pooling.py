def pool(x: Tensor,
    mask: Tensor,
    kinds: List[int],
    skipped: int) -> Tensor:
  # x: [rows, length, width], mask: [rows, length]; the poolings side by side. The first tokens of
  # a row, as many as are skipped, are left out
  seen = mask
  if skipped > 0:
    places = torch.arange(mask.size(1), device=mask.device)
    seen = mask * torch.ge(places, skipped).to(mask.dtype)
  if len(kinds) == 1:
    return __torch__.pooling.one(x, mask, seen, kinds[0])
  return torch.cat([__torch__.pooling.one(x, mask, seen, kind) for kind in kinds], 1)

def one(x: Tensor,
    mask: Tensor,
    seen: Tensor,
    kind: int) -> Tensor:
  # 0: first token, 1: maximum, 2: mean, 3: sum over the root of the length, 4: mean weighted by
  # the place from 1 on, 5: last token; all of the tokens that are seen. Rows are padded on the
  # right; a row without a token gives zeros
  m = seen.unsqueeze(2).to(x.dtype)
  if kind == 0:
    return __torch__.pooling.at(x * m, torch.argmax(seen, 1))
  if kind == 1:
    low = torch.masked_fill(x, torch.eq(m, 0), float("-inf"))
    highest, where = torch.max(low, 1)
    return torch.masked_fill(highest, torch.eq(torch.sum(m, [1]), 0), 0.0)
  if kind == 2:
    return torch.sum(x * m, [1]) / torch.clamp(torch.sum(m, [1]), 1e-9)
  if kind == 3:
    return torch.sum(x * m, [1]) / torch.sqrt(torch.clamp(torch.sum(m, [1]), 1e-9))
  if kind == 4:
    weighted = m * torch.cumsum(mask, 1).unsqueeze(2).to(x.dtype)
    return torch.sum(x * weighted, [1]) / torch.clamp(torch.sum(weighted, [1]), 1e-9)
  assert kind == 5, "unknown pooling"
  return __torch__.pooling.at(x * m, torch.clamp(torch.sum(mask, [1]) - 1, 0))

def at(x: Tensor,
    places: Tensor) -> Tensor:
  # [rows, length, width] to [rows, width], of each row the token at its place
  return torch.gather(x, 1, places.reshape([-1, 1, 1]).expand([-1, 1, x.size(2)])).squeeze(1)

def normalise(x: Tensor) -> Tensor:
  return x / torch.clamp(torch.norm(x, 2, [1], True), 1e-12)

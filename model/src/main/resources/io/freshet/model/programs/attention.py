def bias(layout: __torch__.layout.Layout,
    causal: bool,
    window: int,
    like: Tensor) -> Optional[Tensor]:
  # [rows or 1, 1, length or 1, length], far below any score where a token may not look; nothing
  # where every token may see all. window: how far a token looks to either side, 0 for no end
  allowed = annotate(Optional[Tensor], None)
  place = torch.arange(layout.length, device=like.device)
  distance = place[:, None] - place[None, :]
  if layout.places is not None:
    allowed = torch.gt(layout.mask, 0)[:, None, None, :]
  if causal:
    allowed = __torch__.attention.both(allowed, torch.ge(distance, 0)[None, None, :, :])
  if window > 0 and window < layout.length:
    allowed = __torch__.attention.both(allowed, torch.le(torch.abs(distance), window)[None, None, :, :])
  result = annotate(Optional[Tensor], None)
  if allowed is not None:
    seen = unchecked_cast(Tensor, allowed)
    low = -3e38
    if like.dtype == 5:
      low = -6e4
    zeros = torch.zeros(seen.size(), dtype=like.dtype, device=like.device)
    result = torch.masked_fill(zeros, torch.logical_not(seen), low)
  return result

def both(a: Optional[Tensor],
    b: Tensor) -> Tensor:
  if a is None:
    return b
  return torch.logical_and(unchecked_cast(Tensor, a), b)

def heads(x: Tensor,
    layout: __torch__.layout.Layout,
    count: int) -> Tensor:
  # [tokens, width] to [rows, heads, length, head width]
  padded = __torch__.layout.padded(x, layout)
  return padded.reshape([layout.rows, layout.length, count, -1]).transpose(1, 2)

def joined(x: Tensor,
    layout: __torch__.layout.Layout) -> Tensor:
  # [rows, heads, length, head width] to [tokens, width]
  return __torch__.layout.packed(x.transpose(1, 2).flatten(2, 3), layout)

def attend(query: Tensor,
    key: Tensor,
    value: Tensor,
    bias: Optional[Tensor],
    draws: __torch__.draws.Draws) -> Tensor:
  # query: [rows, heads, length, head width]; key and value may have fewer heads, each for a group
  k = __torch__.attention.shared(key, query.size(1))
  v = __torch__.attention.shared(value, query.size(1))
  if draws.attention == 0.0:
    return torch.scaled_dot_product_attention(query, k, v, bias, 0.0, False)
  # written out, because the fused one draws from the generator of the whole process
  scores = torch.matmul(query, k.transpose(2, 3)) / float(query.size(3)) ** 0.5
  if bias is not None:
    scores = scores + unchecked_cast(Tensor, bias)
  return torch.matmul(__torch__.draws.dropout(torch.softmax(scores, 3), draws.attention, draws.generator), v)

def shared(x: Tensor,
    heads: int) -> Tensor:
  # [rows, groups, length, head width] to one copy a head
  if x.size(1) == heads:
    return x
  return torch.repeat_interleave(x, heads // x.size(1), 1)

def multi_head(x: Tensor,
    w: List[__torch__.weights.Weight],
    layout: __torch__.layout.Layout,
    bias: Optional[Tensor],
    heads: int,
    draws: __torch__.draws.Draws) -> Tensor:
  # w: query, key, value, output, each weight then bias
  query = __torch__.attention.heads(__torch__.linear.linear(x, w[0], w[1].value, draws), layout, heads)
  key = __torch__.attention.heads(__torch__.linear.linear(x, w[2], w[3].value, draws), layout, heads)
  value = __torch__.attention.heads(__torch__.linear.linear(x, w[4], w[5].value, draws), layout, heads)
  a = __torch__.attention.joined(__torch__.attention.attend(query, key, value, bias, draws), layout)
  return __torch__.linear.linear(a, w[6], w[7].value, draws)

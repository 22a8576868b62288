def bias(layout: __torch__.layout.Layout,
    causal: bool,
    reach: int,
    like: Tensor) -> Optional[Tensor]:
  # [rows or 1, 1, length or 1, length], far below any score where a token may not look; nothing
  # where every token may see all, or all before it if causal. reach: how far a token looks, negative
  # for no end. Padding stands on the right: a token that looks back never sees any
  place = torch.arange(layout.length, device=like.device)
  distance = place[:, None] - place[None, :]
  allowed = annotate(Optional[Tensor], None)
  if reach >= 0 and reach < layout.length - 1:
    near = torch.le(torch.abs(distance), reach)
    if causal:
      near = torch.logical_and(near, torch.ge(distance, 0))
    allowed = near[None, None, :, :]
  if layout.places is not None and not causal:
    tokens = torch.gt(layout.mask, 0)[:, None, None, :]
    if allowed is None:
      allowed = tokens
    else:
      allowed = torch.logical_and(unchecked_cast(Tensor, allowed), tokens)
  result = annotate(Optional[Tensor], None)
  if allowed is not None:
    result = __torch__.attention.added(unchecked_cast(Tensor, allowed), like)
  return result

def added(allowed: Tensor,
    like: Tensor) -> Tensor:
  # nothing where a token may look, far below any score where it may not
  low = -3e38
  if like.dtype == 5:
    low = -6e4
  zeros = torch.zeros(allowed.size(), dtype=like.dtype, device=like.device)
  return torch.masked_fill(zeros, torch.logical_not(allowed), low)

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
    causal: bool,
    draws: __torch__.draws.Draws) -> Tensor:
  # query: [rows, heads, length, head width]; key and value may have fewer heads, each for a group.
  # A bias says all; without one, causal tells whether tokens look back only
  k = __torch__.attention.shared(key, query.size(1))
  v = __torch__.attention.shared(value, query.size(1))
  back = bias is None and causal
  if draws.attention == 0.0:
    return torch.scaled_dot_product_attention(query, k, v, bias, 0.0, back)
  # written out, because the fused one draws from the generator of the whole process
  scores = torch.matmul(query, k.transpose(2, 3)) / float(query.size(3)) ** 0.5
  if bias is not None:
    scores = scores + unchecked_cast(Tensor, bias)
  if back:
    place = torch.arange(query.size(2), device=query.device)
    scores = scores + __torch__.attention.added(torch.ge(place[:, None], place[None, :]), scores)
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
  a = __torch__.attention.joined(__torch__.attention.attend(query, key, value, bias, False, draws), layout)
  return __torch__.linear.linear(a, w[6], w[7].value, draws)

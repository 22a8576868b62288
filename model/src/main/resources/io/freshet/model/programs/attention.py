def bias(layout: __torch__.layout.Layout,
    causal: bool,
    reach: int,
    like: Tensor) -> Optional[Tensor]:
  # [1, 1, length, length], far below any score where a token may not look, whatever the row; nothing
  # where every token may see all, or all before it if causal. reach: how far a token looks, negative
  # for no end
  if reach < 0 or reach >= layout.length - 1:
    return None
  place = torch.arange(layout.length, device=like.device)
  distance = place[:, None] - place[None, :]
  near = torch.le(torch.abs(distance), reach)
  if causal:
    near = torch.logical_and(near, torch.ge(distance, 0))
  return __torch__.attention.added(near, like)[None, None, :, :]

def added(allowed: Tensor,
    like: Tensor) -> Tensor:
  # nothing where a token may look, far below any score where it may not
  zeros = torch.zeros(allowed.size(), dtype=like.dtype, device=like.device)
  return torch.masked_fill(zeros, torch.logical_not(allowed), -6e4)

def attend(query: Tensor,
    key: Tensor,
    value: Tensor,
    layout: __torch__.layout.Layout,
    bias: Optional[Tensor],
    causal: bool,
    heads: int,
    shared: int,
    draws: __torch__.draws.Draws) -> Tensor:
  # query: [tokens, heads * head width] as the result; key and value have fewer heads where each is
  # shared by several of the query. bias: [1, heads or 1, length, length], says all but the padding;
  # without one, causal tells whether tokens look back only
  if len(layout.groups) == 1:
    return __torch__.attention.within(query, key, value, layout.groups[0], bias, causal, heads, shared, draws)
  sizes = [group.tokens for group in layout.groups]
  q = torch.split_with_sizes(query, sizes)
  k = torch.split_with_sizes(key, sizes)
  v = torch.split_with_sizes(value, sizes)
  result = annotate(List[Tensor], [])
  for i in range(len(sizes)):
    result.append(__torch__.attention.within(q[i], k[i], v[i], layout.groups[i], bias, causal, heads, shared, draws))
  return torch.cat(result)

def within(query: Tensor,
    key: Tensor,
    value: Tensor,
    group: __torch__.layout.Group,
    bias: Optional[Tensor],
    causal: bool,
    heads: int,
    shared: int,
    draws: __torch__.draws.Draws) -> Tensor:
  # the same for rows that are padded to one length
  q = __torch__.attention.heads(query, group, heads)
  k = __torch__.attention.repeated(__torch__.attention.heads(key, group, shared), heads)
  v = __torch__.attention.repeated(__torch__.attention.heads(value, group, shared), heads)
  # padding stands on the right: a token that looks back never sees any
  hidden = annotate(Optional[Tensor], None)
  if not causal:
    hidden = group.hidden
  added = __torch__.attention.sum(bias, hidden, group.length, q)
  a = __torch__.attention.weighted(q, k, v, added, causal, draws)
  return __torch__.layout.gathered(a.transpose(1, 2).reshape([group.rows * group.length, -1]), group.places)

def heads(x: Tensor,
    group: __torch__.layout.Group,
    count: int) -> Tensor:
  # [tokens, width] to [rows, heads, length, head width]
  padded = __torch__.layout.spread(x, group.places, group.rows, group.length)
  return padded.reshape([group.rows, group.length, count, -1]).transpose(1, 2)

def repeated(x: Tensor,
    heads: int) -> Tensor:
  # [rows, shared heads, length, head width] to one copy a head of the query
  if x.size(1) == heads:
    return x
  return torch.repeat_interleave(x, heads // x.size(1), 1)

def sum(bias: Optional[Tensor],
    hidden: Optional[Tensor],
    length: int,
    like: Tensor) -> Optional[Tensor]:
  if bias is None:
    if hidden is None:
      return None
    return unchecked_cast(Tensor, hidden).to(like.dtype)
  short = unchecked_cast(Tensor, bias)[:, :, 0:length, 0:length]
  if hidden is None:
    return short
  return short + unchecked_cast(Tensor, hidden).to(like.dtype)

def weighted(query: Tensor,
    key: Tensor,
    value: Tensor,
    bias: Optional[Tensor],
    causal: bool,
    draws: __torch__.draws.Draws) -> Tensor:
  # all [rows, heads, length, head width]
  back = bias is None and causal
  if draws.attention == 0.0 and not __torch__.attention.brief(query):
    return torch.scaled_dot_product_attention(query, key, value, bias, 0.0, back)
  # written out, also because the fused one draws from the generator of the whole process
  scores = torch.matmul(query / float(query.size(3)) ** 0.5, key.transpose(2, 3))
  if bias is not None:
    scores = scores + unchecked_cast(Tensor, bias)
  if back:
    place = torch.arange(query.size(2), device=query.device)
    scores = scores + __torch__.attention.added(torch.ge(place[:, None], place[None, :]), scores)
  return torch.matmul(__torch__.draws.dropout(torch.softmax(scores, 3), draws.attention, draws.generator), value)

def brief(query: Tensor) -> bool:
  # whether tokens have few scores each, but many together: in bfloat16 a processor is then faster
  # without the fused operation, which goes through them in small blocks. All scores together must
  # not be so many that the system hands out their memory anew each time
  if query.is_cuda or query.dtype != 15:
    return False
  length = query.size(2)
  tokens = query.size(0) * length
  return length <= 256 and tokens >= 128 and tokens * query.size(1) * length <= 16777216

def multi_head(x: Tensor,
    w: List[__torch__.weights.Weight],
    layout: __torch__.layout.Layout,
    bias: Optional[Tensor],
    heads: int,
    draws: __torch__.draws.Draws) -> Tensor:
  # w: query, key, value, output, each weight then bias
  query, key, value = __torch__.attention.projected(x, w, draws)
  a = __torch__.attention.attend(query, key, value, layout, bias, False, heads, heads, draws)
  return __torch__.linear.linear(a, w[6], w[7].value, draws)

def projected(x: Tensor,
    w: List[__torch__.weights.Weight],
    draws: __torch__.draws.Draws) -> Tuple[Tensor, Tensor, Tensor]:
  # w: as of multi_head. What is the same for all three is brought to bytes once
  if len(w[0].eight_bit) > 0:
    q = __torch__.eight_bit.quantised(x, w[0])
    query = __torch__.eight_bit.linear(q, w[0], w[1].value, x.dtype)
    key = __torch__.eight_bit.linear(q, w[2], w[3].value, x.dtype)
    value = __torch__.eight_bit.linear(q, w[4], w[5].value, x.dtype)
  else:
    query = __torch__.linear.linear(x, w[0], w[1].value, draws)
    key = __torch__.linear.linear(x, w[2], w[3].value, draws)
    value = __torch__.linear.linear(x, w[4], w[5].value, draws)
  return (query, key, value)

def padding_bias(mask: Tensor,
    like: Tensor) -> Optional[Tensor]:
  # [rows, 1, 1, length], far below any score at padding; nothing where there is none
  bias = annotate(Optional[Tensor], None)
  if not bool(torch.all(mask)):
    bias = ((1.0 - mask.to(like.dtype)) * -3e38).unsqueeze(1).unsqueeze(1)
  return bias

def attend(query: Tensor,
    key: Tensor,
    value: Tensor,
    bias: Optional[Tensor],
    rate: float,
    generator: Generator) -> Tensor:
  # all [rows, heads, length, head width]
  if rate == 0.0:
    return torch.scaled_dot_product_attention(query, key, value, bias, 0.0, False)
  # written out, because the fused one draws from the generator of the whole process
  scores = torch.matmul(query, key.transpose(2, 3)) / float(query.size(3)) ** 0.5
  if bias is not None:
    scores = scores + bias
  return torch.matmul(__torch__.dropout.dropout(torch.softmax(scores, 3), rate, generator), value)

def multi_head(x: Tensor,
    w: List[Tensor],
    bias: Optional[Tensor],
    heads: int,
    rate: float,
    generator: Generator) -> Tensor:
  # w: query, key, value, output, each weight then bias
  shape = [x.size(0), x.size(1), heads, x.size(2) // heads]
  query = torch.linear(x, w[0], w[1]).reshape(shape).transpose(1, 2)
  key = torch.linear(x, w[2], w[3]).reshape(shape).transpose(1, 2)
  value = torch.linear(x, w[4], w[5]).reshape(shape).transpose(1, 2)
  a = __torch__.attention.attend(query, key, value, bias, rate, generator)
  return torch.linear(a.transpose(1, 2).reshape(x.size()), w[6], w[7])

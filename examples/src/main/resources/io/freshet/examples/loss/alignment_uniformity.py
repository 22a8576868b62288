def alignment_uniformity(query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    weight: Tensor,
    term: __torch__.terms.Term) -> Tensor:
  # Wang and Isola 2020. Parameters: power, uniformity, scale. Documents beyond the positives are there
  # where another loss of the task looks at them
  p = term.parameters
  q = __torch__.pooling.normalise(query)
  d = __torch__.pooling.normalise(document[0:query.size(0)])
  distance = torch.sum(torch.square(q - d), [1])
  alignment = torch.sum(torch.pow(distance, p[0] / 2.0) * weight) / float(q.size(0))
  spread = __torch__.alignment_uniformity.uniformity(q, p[2]) + __torch__.alignment_uniformity.uniformity(d, p[2])
  return alignment + spread * (p[1] / 2.0)

def uniformity(x: Tensor,
    scale: float) -> Tensor:
  # x: [rows, width], of unit length, two rows at least; the squared distance of two is 2 - 2 cosine
  row = torch.arange(x.size(0), device=x.device)
  pairs = torch.lt(row[:, None], row[None, :])
  distance = 2.0 - 2.0 * (x @ x.transpose(0, 1))
  near = torch.masked_fill(distance * -scale, torch.logical_not(pairs), float("-inf"))
  return torch.logsumexp(near.reshape([-1]), [0]) - torch.log(torch.sum(pairs).to(x.dtype))

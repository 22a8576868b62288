class Search(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def candidates(self: __torch__.search.Search,
    queries: Tensor,
    thresholds: Tensor,
    documents: Tensor,
    closeness: Tensor,
    depth: Tensor) -> Tensor:
    # queries: [queries, width], thresholds: [queries], documents: [documents, width]. Places in
    # [queries, documents], flattened, of the pairs that may score as much as the query's threshold
    # and be among the best of these documents. What is left out certainly is not: products are
    # rounded in an order that depends on shapes, and the slack is more than that can make
    lengths = torch.norm(queries, 2, [1])
    reach = torch.max(torch.norm(documents, 2, [1]))
    width = queries.size(1)
    rounding = float(width + 8) * 2.4e-07
    kind = int(closeness)
    if kind == 0:
      # dot product
      near = queries @ documents.T
      slack = rounding * lengths * reach
      least = thresholds - slack
    elif kind == 1:
      # negative distance d by its square: d * d = q * q + x * x - 2 q x, with q * q on the other side
      near = torch.sub(2.0 * (queries @ documents.T), torch.sum(documents * documents, [1]))
      slack = rounding * torch.square(lengths + reach)
      least = torch.square(lengths) - torch.square(thresholds) - slack
    else:
      # negative sum of absolute differences, at most the root of the width times the distance
      near = torch.neg(torch.cdist(queries, documents, 1.0))
      slack = rounding * (float(width) ** 0.5) * (lengths + reach)
      least = thresholds - slack
    kept = __torch__.search.reaching(near, least)
    most = int(depth)
    if most < documents.size(0) and int(torch.sum(kept)) > most * queries.size(0):
      # many are better than the best so far: those near the last of the best here are enough
      best, places = torch.topk(near, most, 1, True, False)
      kept = __torch__.search.reaching(near, torch.maximum(least, torch.amin(best, [1]) - 2.0 * slack))
    return torch.nonzero(torch.reshape(kept, [-1])).squeeze(1)

def reaching(near: Tensor,
    least: Tensor) -> Tensor:
  # what is no number is kept, so that it is noticed
  return torch.logical_not(torch.lt(near, least.unsqueeze(1)))

def cosines(query: Tensor,
    document: Tensor) -> Tensor:
  return __torch__.pooling.normalise(query) @ __torch__.pooling.normalise(document).transpose(0, 1)

def contrast(scores: Tensor,
    excluded: Tensor,
    weight: Tensor) -> Tensor:
  # cross entropy of column i for row i, over the columns that are not excluded; mean over rows
  target = torch.arange(scores.size(0), device=scores.device)
  rows = torch.cross_entropy_loss(torch.masked_fill(scores, excluded, float("-inf")), target, None, 0)
  return torch.sum(rows * weight.to(rows.dtype)) / float(scores.size(0))

def info_nce(query: Tensor,
    document: Tensor,
    excluded: Tensor,
    weight: Tensor,
    temperature: float) -> Tensor:
  return __torch__.losses.contrast(__torch__.losses.cosines(query, document) / temperature, excluded, weight)

def info_nce_symmetric(query: Tensor,
    document: Tensor,
    excluded: Tensor,
    weight: Tensor,
    temperature: float) -> Tensor:
  # the documents that follow the positives are candidates of the queries only
  scores = __torch__.losses.cosines(query, document) / temperature
  rows = query.size(0)
  there = __torch__.losses.contrast(scores, excluded, weight)
  back = __torch__.losses.contrast(scores[:, 0:rows].T, excluded[:, 0:rows].T, weight)
  return (there + back) / 2.0

def cosent(query: Tensor,
    document: Tensor,
    label: Tensor,
    weight: Tensor,
    temperature: float) -> Tensor:
  # log(1 + sum of exp(score i - score j) over the pairs with label i < label j)
  q = __torch__.pooling.normalise(query)
  d = __torch__.pooling.normalise(document[0:query.size(0)])
  scores = torch.sum(q * d, [1]) / temperature
  w = torch.log(weight.to(scores.dtype))
  terms = scores[:, None] - scores[None, :] + w[:, None] + w[None, :]
  # said this way round, a row without a label (NaN) is in no pair
  paired = torch.lt(label[:, None], label[None, :])
  terms = torch.masked_fill(terms, torch.logical_not(paired), float("-inf"))
  one = torch.zeros([1], dtype=scores.dtype, device=scores.device)
  return torch.logsumexp(torch.cat([one, terms.reshape([-1])]), [0])

def loss(kind: int,
    query: Tensor,
    document: Tensor,
    excluded: Tensor,
    label: Tensor,
    weight: Tensor,
    temperature: float) -> Tensor:
  # 0: InfoNCE, 1: symmetric InfoNCE, 2: CoSENT; document: positives, then negatives
  if kind == 0:
    return __torch__.losses.info_nce(query, document, excluded, weight, temperature)
  if kind == 1:
    return __torch__.losses.info_nce_symmetric(query, document, excluded, weight, temperature)
  assert kind == 2, "unknown loss"
  return __torch__.losses.cosent(query, document, label, weight, temperature)

def total(query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    task: Dict[str, Tensor]) -> Tensor:
  return __torch__.losses.loss(int(task["loss"]), query, document, rows["excluded"], rows["label"], rows["weight"], float(task["temperature"]))

def ranks(query: Tensor,
    document: Tensor,
    excluded: Tensor) -> Tensor:
  # of the own positive among the candidates, a tie counting against it: 1 is best
  scores = __torch__.losses.cosines(query.detach(), document.detach())
  own = torch.diagonal(scores).unsqueeze(1)
  return torch.sum(torch.masked_fill(torch.ge(scores, own), excluded, False), [1])

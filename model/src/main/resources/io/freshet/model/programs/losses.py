def cosines(query: Tensor,
    document: Tensor) -> Tensor:
  return __torch__.pooling.normalise(query) @ __torch__.pooling.normalise(document).transpose(0, 1)

def excluded(rows: Dict[str, Tensor],
    reach: int) -> Tensor:
  # [rows, documents]. 0: the row's own documents count, 1: the other rows' positives too, 2: all.
  # Whatever the reach, known positives of a row are never its negatives
  all = rows["excluded"]
  if reach == 2:
    return all
  row = torch.arange(all.size(0), device=all.device)
  foreign = torch.ne(rows["owner"][None, :], row[:, None])
  if reach == 1:
    column = torch.arange(all.size(1), device=all.device)
    foreign = torch.logical_and(foreign, torch.ge(column, all.size(0))[None, :])
  return torch.logical_or(all, foreign)

def beyond(scores: Tensor,
    margin: float) -> Tensor:
  # columns that score more than the margin above the row's own: likely false negatives
  own = torch.diagonal(scores).unsqueeze(1)
  column = torch.arange(scores.size(1), device=scores.device)
  other = torch.ne(column[None, :], column[0:scores.size(0), None])
  return torch.logical_and(torch.gt(scores, own + margin), other)

def contrast(scores: Tensor,
    excluded: Tensor,
    weight: Tensor,
    term: __torch__.terms.Term) -> Tensor:
  # cross entropy of column i for row i, over the columns that are not excluded; mean over rows
  if term.margin < 2.0:
    excluded = torch.logical_or(excluded, __torch__.losses.beyond(scores.detach(), term.margin))
  target = torch.arange(scores.size(0), device=scores.device)
  kept = torch.masked_fill(scores / term.temperature, excluded, float("-inf"))
  return torch.sum(torch.cross_entropy_loss(kept, target, None, 0) * weight) / float(scores.size(0))

def info_nce(query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    weight: Tensor,
    term: __torch__.terms.Term) -> Tensor:
  # van den Oord et al. 2018
  return __torch__.losses.contrast(__torch__.losses.cosines(query, document), __torch__.losses.excluded(rows, term.reach), weight, term)

def info_nce_symmetric(query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    weight: Tensor,
    term: __torch__.terms.Term) -> Tensor:
  # the documents that follow the positives are candidates of the queries only
  scores = __torch__.losses.cosines(query, document)
  excluded = __torch__.losses.excluded(rows, term.reach)
  n = query.size(0)
  there = __torch__.losses.contrast(scores, excluded, weight, term)
  back = __torch__.losses.contrast(scores[:, 0:n].T, excluded[:, 0:n].T, weight, term)
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
  w = torch.log(weight)
  terms = scores[:, None] - scores[None, :] + w[:, None] + w[None, :]
  # said this way round, a row without a label (NaN) is in no pair
  paired = torch.lt(label[:, None], label[None, :])
  terms = torch.masked_fill(terms, torch.logical_not(paired), float("-inf"))
  one = torch.zeros([1], dtype=scores.dtype, device=scores.device)
  return torch.logsumexp(torch.cat([one, terms.reshape([-1])]), [0])

def held(x: Tensor,
    previous: Tensor,
    weight: Tensor) -> Tensor:
  # mean of 1 - cosine to the embeddings that another version gives the same texts
  p = __torch__.pooling.normalise(previous[:, 0:x.size(1)].to(x.dtype))
  return torch.sum((1.0 - torch.sum(__torch__.pooling.normalise(x) * p, [1])) * weight) / float(x.size(0))

def anchor(query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    weight: Tensor) -> Tensor:
  # of the queries, and of the documents where their embeddings are given: the mean of both
  there = __torch__.losses.held(query, rows["anchor_query"], weight)
  if "anchor_document" in rows:
    owners = torch.index_select(weight, 0, rows["owner"])
    there = (there + __torch__.losses.held(document, rows["anchor_document"], owners)) / 2.0
  return there

def loss(query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    term: __torch__.terms.Term) -> Tensor:
  # document: the positives, row by row, then the negatives
  weight = rows["weight"].to(query.dtype)
  if term.kind == 0:
    return __torch__.losses.info_nce(query, document, rows, weight, term)
  if term.kind == 1:
    return __torch__.losses.info_nce_symmetric(query, document, rows, weight, term)
  if term.kind == 2:
    return __torch__.losses.cosent(query, document, rows["label"], weight, term.temperature)
  if term.kind == 3:
    return __torch__.distillation.divergence(query, document, rows, weight, term)
  if term.kind == 4:
    return __torch__.distillation.cross_entropy(query, document, rows, weight, term)
  if term.kind == 5:
    return __torch__.distillation.graded(query, document, rows, weight, term)
  if term.kind == 6:
    return __torch__.distillation.margin_mse(query, document, rows, weight, term)
  assert term.kind == 7, "unknown loss"
  return __torch__.losses.anchor(query, document, rows, weight)

def wide(x: Tensor) -> Tensor:
  # half precision is too narrow for scores over a low temperature
  if x.dtype == 5 or x.dtype == 15:
    return x.float()
  return x

def total(query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    task: Dict[str, Tensor]) -> Tuple[Tensor, Tensor]:
  # the weighted sum of the terms, and each term's value before its weight, without a graph
  q = __torch__.losses.wide(query)
  d = __torch__.losses.wide(document)
  widths = __torch__.terms.widths(task)
  weighted = annotate(List[Tensor], [])
  values = annotate(List[Tensor], [])
  for term in __torch__.terms.of(task):
    parts = annotate(List[Tensor], [])
    for width in widths:
      to = int(width[0])
      parts.append(__torch__.losses.loss(q[:, 0:to], d[:, 0:to], rows, term) * width[1])
    if len(widths) == 0:
      parts.append(__torch__.losses.loss(q, d, rows, term))
    value = torch.sum(torch.stack(parts))
    weighted.append(value * term.weight)
    values.append(value.detach())
  return (torch.sum(torch.stack(weighted)), torch.stack(values))

def ranks(query: Tensor,
    document: Tensor,
    excluded: Tensor) -> Tensor:
  # of the own positive among the candidates, a tie counting against it: 1 is best
  scores = __torch__.losses.cosines(__torch__.losses.wide(query.detach()), __torch__.losses.wide(document.detach()))
  own = torch.diagonal(scores).unsqueeze(1)
  return torch.sum(torch.masked_fill(torch.ge(scores, own), excluded, False), [1])

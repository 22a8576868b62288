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
    temperature: float,
    margin: float) -> Tensor:
  # cross entropy of column i for row i, over the columns that are not excluded; mean over rows
  if margin < 2.0:
    excluded = torch.logical_or(excluded, __torch__.losses.beyond(scores.detach(), margin))
  target = torch.arange(scores.size(0), device=scores.device)
  kept = torch.masked_fill(scores / temperature, excluded, float("-inf"))
  return torch.sum(torch.cross_entropy_loss(kept, target, None, 0) * weight) / float(scores.size(0))

# The losses have one signature: LossProgram says what they take, BuiltInLosses in which order their
# parameters stand.

def info_nce(query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    weight: Tensor,
    term: __torch__.terms.Term) -> Tensor:
  # van den Oord et al. 2018. Parameters: temperature, negatives, false-negative margin
  p = term.parameters
  scores = __torch__.losses.cosines(query, document)
  return __torch__.losses.contrast(scores, __torch__.losses.excluded(rows, int(p[1])), weight, p[0], p[2])

def info_nce_symmetric(query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    weight: Tensor,
    term: __torch__.terms.Term) -> Tensor:
  # the documents that follow the positives are candidates of the queries only. Parameters as above
  p = term.parameters
  scores = __torch__.losses.cosines(query, document)
  excluded = __torch__.losses.excluded(rows, int(p[1]))
  n = query.size(0)
  there = __torch__.losses.contrast(scores, excluded, weight, p[0], p[2])
  back = __torch__.losses.contrast(scores[:, 0:n].T, excluded[:, 0:n].T, weight, p[0], p[2])
  return (there + back) / 2.0

def dropout_views(query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    weight: Tensor,
    term: __torch__.terms.Term) -> Tensor:
  # Gao et al. 2021. Parameter: temperature
  scores = __torch__.losses.cosines(query, document)
  return __torch__.losses.contrast(scores, __torch__.losses.excluded(rows, 1), weight, term.parameters[0], 2.0)

def cosent(query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    weight: Tensor,
    term: __torch__.terms.Term) -> Tensor:
  # log(1 + sum of exp(score i - score j) over the pairs with label i < label j). Parameter:
  # temperature
  label = rows["label"]
  q = __torch__.pooling.normalise(query)
  d = __torch__.pooling.normalise(document[0:query.size(0)])
  scores = torch.sum(q * d, [1]) / term.parameters[0]
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
    weight: Tensor,
    term: __torch__.terms.Term) -> Tensor:
  # of the queries, and of the documents where their embeddings are given: the mean of both
  there = __torch__.losses.held(query, rows["anchor_query"], weight)
  if "anchor_document" in rows:
    owners = torch.index_select(weight, 0, rows["owner"])
    there = (there + __torch__.losses.held(document, rows["anchor_document"], owners)) / 2.0
  return there

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
  weight = rows["weight"].to(q.dtype)
  widths = __torch__.terms.widths(task)
  weighted = annotate(List[Tensor], [])
  values = annotate(List[Tensor], [])
  for term in __torch__.terms.of(task):
    parts = annotate(List[Tensor], [])
    for width in widths:
      to = int(width[0])
      parts.append(__torch__.losses_dispatch.loss(q[:, 0:to], d[:, 0:to], rows, weight, term) * width[1])
    if len(widths) == 0:
      parts.append(__torch__.losses_dispatch.loss(q, d, rows, weight, term))
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

def absent(rows: Dict[str, Tensor]) -> Tensor:
  # own: [rows, keys], columns of the row's positive and then of its negatives; -1 where it has
  # fewer. A key without a teacher's score, or that is a known positive, counts as absent
  own = rows["own"]
  missing = torch.logical_or(torch.lt(own, 0), torch.isnan(rows["teacher"]))
  return torch.logical_or(missing, torch.gather(rows["excluded"], 1, torch.clamp(own, 0)))

def teacher(rows: Dict[str, Tensor],
    absent: Tensor,
    temperature: float,
    like: Tensor) -> Tensor:
  # [rows, keys]: shares by the teacher's scores, 0 where there is none
  scores = torch.masked_fill(rows["teacher"].to(like.dtype) / temperature, absent, -1e30)
  return torch.masked_fill(torch.softmax(scores, 1), absent, 0.0)

def student(query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    absent: Tensor,
    temperature: float) -> Tensor:
  # [rows, keys]: logarithms of the shares by cosine over temperature
  scores = torch.gather(__torch__.losses.cosines(query, document) / temperature, 1, torch.clamp(rows["own"], 0))
  return torch.log_softmax(torch.masked_fill(scores, absent, -1e30), 1)

def cross_entropy(query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    weight: Tensor,
    term: __torch__.terms.Term) -> Tensor:
  # - sum of teacher * log(student) over the row's own keys; mean over rows. Parameters: temperature,
  # teacher's temperature
  p = term.parameters
  none = __torch__.distillation.absent(rows)
  t = __torch__.distillation.teacher(rows, none, p[1], query)
  s = __torch__.distillation.student(query, document, rows, none, p[0])
  return -torch.sum(t * torch.masked_fill(s, none, 0.0) * weight[:, None]) / float(query.size(0))

def divergence(query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    weight: Tensor,
    term: __torch__.terms.Term) -> Tensor:
  # Kullback-Leibler, teacher from student; not scaled by the square of a temperature. Parameters as
  # above
  none = __torch__.distillation.absent(rows)
  t = __torch__.distillation.teacher(rows, none, term.parameters[1], query)
  entropy = torch.sum(torch.xlogy(t, t) * weight[:, None]) / float(query.size(0))
  return entropy + __torch__.distillation.cross_entropy(query, document, rows, weight, term)

def graded(query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    weight: Tensor,
    term: __torch__.terms.Term) -> Tensor:
  # Zhang et al. 2023 (LLM-Embedder): own keys in order, the positive first, then the negatives by
  # the teacher's score. Each is told from all candidates but the keys before it, by the teacher's
  # share: sum of t_i * (logsumexp of those - s_i); mean over rows. Parameters: temperature, teacher's
  # temperature, negatives
  p = term.parameters
  none = __torch__.distillation.absent(rows)
  t = __torch__.distillation.teacher(rows, none, p[1], query)
  order = __torch__.distillation.order(rows["teacher"], none)
  scores = __torch__.losses.cosines(query, document) / p[0]
  columns = torch.gather(torch.clamp(rows["own"], 0), 1, order)
  none = torch.gather(none, 1, order)
  t = torch.gather(t, 1, order)
  own = torch.masked_fill(torch.gather(scores, 1, columns), none, 0.0)
  n = query.size(0)
  mine = torch.eq(rows["owner"][None, :], torch.arange(n, device=own.device)[:, None])
  others = torch.logical_or(__torch__.losses.excluded(rows, int(p[2])), mine)
  rest = torch.logsumexp(torch.masked_fill(scores, others, -1e30), [1], True)
  # [rows, key i, key j]: j stands before i, or is none; i itself always stays, so that no sum is empty
  place = torch.arange(own.size(1), device=own.device)
  before = torch.lt(place[None, :], place[:, None])[None, :, :]
  left = torch.logical_and(torch.logical_or(before, none[:, None, :]), torch.ne(place[None, :], place[:, None])[None, :, :])
  after = torch.logsumexp(torch.masked_fill(own[:, None, :], left, -1e30), [2])
  return torch.sum(t * (torch.logaddexp(rest, after) - own) * weight[:, None]) / float(n)

def order(scores: Tensor,
    absent: Tensor) -> Tensor:
  # [rows, keys]: the first key, then the others by falling score, those absent last
  s = torch.masked_fill(scores, absent, float("-inf"))
  first = torch.full([s.size(0), 1], float("inf"), dtype=s.dtype, device=s.device)
  return torch.argsort(torch.cat([first, s[:, 1:]], 1), stable=True, dim=1, descending=True)

def margin_mse(query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    weight: Tensor,
    term: __torch__.terms.Term) -> Tensor:
  # Hofstaetter et al. 2020: squared difference of the margins of positive over negative, student's
  # (dot products, nothing normalised) and teacher's; mean over a row's negatives, then over
  # rows. Parameter: the teacher's temperature
  none = __torch__.distillation.absent(rows)
  own = torch.gather(query @ document.transpose(0, 1), 1, torch.clamp(rows["own"], 0))
  t = torch.masked_fill(rows["teacher"].to(query.dtype) / term.parameters[0], none, 0.0)
  margins = (own[:, 0:1] - own) - (t[:, 0:1] - t)
  left = torch.logical_or(none, none[:, 0:1])[:, 1:]
  counts = torch.clamp(torch.sum(torch.logical_not(left), [1]), 1)
  squares = torch.sum(torch.square(torch.masked_fill(margins[:, 1:], left, 0.0)), [1])
  return torch.sum(squares / counts * weight) / float(query.size(0))

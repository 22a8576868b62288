class Group(NamedTuple):
  rows : int
  length : int
  tokens : int
  places : Optional[Tensor]
  hidden : Optional[Tensor]

class Layout(NamedTuple):
  rows : int
  length : int
  mask : Tensor
  places : Optional[Tensor]
  groups : List[__torch__.layout.Group]

def of(mask: Tensor) -> __torch__.layout.Layout:
  # mask: [rows, length]; places: of the tokens among rows * length, nothing where none is padding.
  # groups: rows of like length, in order, which attention goes through one after another
  places = annotate(Optional[Tensor], None)
  groups = annotate(List[__torch__.layout.Group], [])
  if bool(torch.all(mask)):
    groups.append(__torch__.layout.group(mask, mask.numel()))
  else:
    places = torch.nonzero(mask.reshape([-1])).squeeze(1)
    groups = __torch__.layout.groups(mask)
  return __torch__.layout.Layout(mask.size(0), mask.size(1), mask, places, groups)

def groups(mask: Tensor) -> List[__torch__.layout.Group]:
  # a group ends where its padding would cost more than a group does: some calls a layer, which take
  # a GPU as long as thousands of tokens
  allowance = 32
  if mask.is_cuda:
    allowance = 4096
  place = torch.arange(1, mask.size(1) + 1, device=mask.device)
  counts = [int(n) for n in torch.unbind(torch.sum(mask, [1]).cpu())]
  lengths = [int(n) for n in torch.unbind(torch.amax(mask * place, [1]).cpu())]
  result = annotate(List[__torch__.layout.Group], [])
  first = 0
  length = lengths[0]
  tokens = 0
  for i in range(len(lengths)):
    longest = max(length, lengths[i])
    if longest * (i - first + 1) - tokens - counts[i] > allowance and i > first:
      result.append(__torch__.layout.group(mask[first:i, 0:max(length, 1)], tokens))
      first = i
      longest = lengths[i]
      tokens = 0
    length = longest
    tokens = tokens + counts[i]
  result.append(__torch__.layout.group(mask[first:, 0:max(length, 1)], tokens))
  return result

def group(mask: Tensor,
    tokens: int) -> __torch__.layout.Group:
  # hidden: [rows, 1, 1, length], far below any score where padding is
  places = annotate(Optional[Tensor], None)
  hidden = annotate(Optional[Tensor], None)
  if tokens < mask.numel():
    places = torch.nonzero(mask.reshape([-1])).squeeze(1)
    zeros = torch.zeros(mask.size(), dtype=6, device=mask.device)
    hidden = torch.masked_fill(zeros, torch.eq(mask, 0), -6e4)[:, None, None, :]
  return __torch__.layout.Group(mask.size(0), mask.size(1), tokens, places, hidden)

def packed(x: Tensor,
    layout: __torch__.layout.Layout) -> Tensor:
  # [rows, length, ..] to [tokens, ..]: padding never enters the network
  return __torch__.layout.gathered(x.flatten(0, 1), layout.places)

def padded(x: Tensor,
    layout: __torch__.layout.Layout) -> Tensor:
  # [tokens, width] to [rows, length, width], zero at padding
  return __torch__.layout.spread(x, layout.places, layout.rows, layout.length)

def gathered(x: Tensor,
    places: Optional[Tensor]) -> Tensor:
  if places is None:
    return x
  return torch.index_select(x, 0, unchecked_cast(Tensor, places))

def spread(x: Tensor,
    places: Optional[Tensor],
    rows: int,
    length: int) -> Tensor:
  if places is None:
    return x.reshape([rows, length, x.size(1)])
  zeros = torch.zeros([rows * length, x.size(1)], dtype=x.dtype, device=x.device)
  # index_copy would say it better, but goes column by column on the CPU, thirty times slower
  at = annotate(List[Optional[Tensor]], [unchecked_cast(Tensor, places)])
  return torch.index_put(zeros, at, x).reshape([rows, length, x.size(1)])

def positions(layout: __torch__.layout.Layout) -> Tensor:
  # [tokens], counted from 0 within each row
  return __torch__.layout.packed(torch.cumsum(layout.mask, 1) - 1, layout)

def offset(ids: Tensor,
    positions: Tensor,
    padding: int) -> Tensor:
  # [tokens], counted from padding + 1 as RoBERTa does: a padding token that stands in a text has the
  # position padding and is not counted
  counts = torch.ne(ids, padding).to(4)
  total = torch.cumsum(counts, 0) - counts
  first = torch.arange(ids.size(0), device=ids.device) - positions
  return (total - torch.index_select(total, 0, first) + 1) * counts + padding

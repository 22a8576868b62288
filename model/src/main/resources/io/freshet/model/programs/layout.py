class Layout(NamedTuple):
  rows : int
  length : int
  mask : Tensor
  places : Optional[Tensor]

def of(mask: Tensor) -> __torch__.layout.Layout:
  # mask: [rows, length]; places: of the tokens among rows * length, nothing where none is padding
  places = annotate(Optional[Tensor], None)
  if not bool(torch.all(mask)):
    places = torch.nonzero(mask.reshape([-1])).squeeze(1)
  return __torch__.layout.Layout(mask.size(0), mask.size(1), mask, places)

def packed(x: Tensor,
    layout: __torch__.layout.Layout) -> Tensor:
  # [rows, length, ..] to [tokens, ..]: padding never enters the network
  flat = x.flatten(0, 1)
  places = layout.places
  if places is None:
    return flat
  return torch.index_select(flat, 0, unchecked_cast(Tensor, places))

def padded(x: Tensor,
    layout: __torch__.layout.Layout) -> Tensor:
  # [tokens, width] to [rows, length, width], zero at padding
  places = layout.places
  if places is None:
    return x.reshape([layout.rows, layout.length, x.size(1)])
  zeros = torch.zeros([layout.rows * layout.length, x.size(1)], dtype=x.dtype, device=x.device)
  # index_copy would say it better, but goes column by column on the CPU, thirty times slower
  at = annotate(List[Optional[Tensor]], [unchecked_cast(Tensor, places)])
  return torch.index_put(zeros, at, x).reshape([layout.rows, layout.length, x.size(1)])

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

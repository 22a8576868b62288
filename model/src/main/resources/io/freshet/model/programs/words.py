class Touched(NamedTuple):
  p : List[Tensor]
  ids : List[Tensor]
  rows : Optional[Tensor]

def touched(p: List[Tensor],
    ids: List[Tensor],
    settings: Dict[str, Tensor]) -> __torch__.words.Touched:
  # the network with only those rows of its word embeddings (the first tensor) that the ids name, and
  # ids that name these: a step looks at a few thousand words of a vocabulary of tens of thousands, and
  # a gradient of all of them, nearly all zeros, would be filled, converted and added up on its way.
  # words: ids below it keep their number, since the network asks for one of them
  if not ("words" in settings and p[0].requires_grad):
    return __torch__.words.Touched(p, ids, None)
  kept = int(settings["words"])
  named = annotate(List[Tensor], [torch.arange(kept, device=p[0].device)])
  for x in ids:
    named.append(x.flatten())
  rows, places, counts = torch._unique2(torch.cat(named), True, True)
  table = torch.requires_grad_(torch.index_select(p[0].detach(), 0, rows), True)
  result = annotate(List[Tensor], [])
  first = kept
  for x in ids:
    result.append(places[first:first + x.numel()].reshape(x.size()))
    first = first + x.numel()
  return __torch__.words.Touched([table] + p[1:], result, rows)

def whole(g: List[Tensor],
    touched: __torch__.words.Touched,
    p: List[Tensor]) -> List[Tensor]:
  # gradients of the tensors themselves, of those of the touched rows
  rows = touched.rows
  if rows is None:
    return g
  at = annotate(List[Optional[Tensor]], [unchecked_cast(Tensor, rows)])
  return [torch.index_put_(torch.zeros_like(p[0]), at, g[0])] + g[1:]

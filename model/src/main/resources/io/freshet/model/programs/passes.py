class Part(NamedTuple):
  ids : Tensor
  mask : Tensor
  seed : int

def parts(ids: List[Tensor],
    mask: List[Tensor],
    seeds: Tensor) -> List[__torch__.passes.Part]:
  s = [int(seed) for seed in torch.unbind(seeds)]
  return [__torch__.passes.Part(ids[i], mask[i], s[i]) for i in range(len(ids))]

def forth(w: List[__torch__.weights.Weight],
    part: __torch__.passes.Part,
    settings: Dict[str, Tensor],
    cached: bool) -> List[Tensor]:
  # embeddings of a part, [rows, dimension], then what its way back needs: the graph that hangs on
  # them, or the states between the layers, or, where the part is run again (cached), nothing
  if not (cached or bool(settings["recompute"])):
    return [__torch__.network.embedded(w, part.ids, part.mask, settings, part.seed)]
  states = annotate(List[Tensor], [])
  torch.set_grad_enabled(False)
  if cached:
    states = [__torch__.network.embedded(w, part.ids, part.mask, settings, part.seed)]
  else:
    states = __torch__.recompute.forth(w, part.ids, part.mask, settings, part.seed)
  torch.set_grad_enabled(True)
  return states

def back(w: List[__torch__.weights.Weight],
    part: __torch__.passes.Part,
    kept: List[Tensor],
    gradient: Tensor,
    settings: Dict[str, Tensor],
    cached: bool,
    trainable: List[Tensor],
    sums: List[Tensor]) -> int:
  # adds to the sums what the gradient of a part's embeddings makes of the trainable tensors;
  # a part that is run again draws what it drew, because it has the seed of its own
  again = kept
  if bool(settings["recompute"]):
    if cached:
      again = __torch__.passes.forth(w, part, settings, False)
    return __torch__.recompute.back(w, part, again, gradient, settings, trainable, sums)
  if cached:
    again = __torch__.passes.forth(w, part, settings, False)
  __torch__.passes.back_from(again[0], gradient, annotate(List[Tensor], []), trainable, sums)
  return 0

def back_from(y: Tensor,
    gradient: Optional[Tensor],
    inputs: List[Tensor],
    trainable: List[Tensor],
    sums: List[Tensor]) -> List[Tensor]:
  # gradients of the inputs; those of the trainable tensors that y depends on go to the sums
  outer = annotate(Optional[List[Optional[Tensor]]], None)
  if gradient is not None:
    outer = annotate(List[Optional[Tensor]], [gradient])
  g = torch.autograd.grad([y], inputs + trainable, outer, None, False, True)
  result = annotate(List[Tensor], [])
  for i in range(len(inputs)):
    result.append(unchecked_cast(Tensor, g[i]))
  for i in range(len(trainable)):
    own = g[len(inputs) + i]
    if own is not None:
      torch.add_(sums[i], unchecked_cast(Tensor, own))
  return result

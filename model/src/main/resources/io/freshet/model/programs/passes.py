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
  layout = __torch__.layout.of(part.mask)
  states = annotate(List[Tensor], [])
  if not cached:
    states = __torch__.recompute.forth(w, part, layout, settings)
  torch.set_grad_enabled(False)
  if cached:
    y = __torch__.network.embedded(w, part.ids, part.mask, settings, part.seed)
  else:
    y = __torch__.network.embeddings(states[-1], w, layout, settings)
  torch.set_grad_enabled(True)
  return [y] + states

def all_back(w: List[__torch__.weights.Weight],
    parts: List[__torch__.passes.Part],
    kept: List[List[Tensor]],
    gradients: List[Tensor],
    settings: Dict[str, Tensor],
    cached: bool,
    trainable: List[Tensor]) -> List[Tensor]:
  # what the gradients of the parts' embeddings make of the trainable tensors, added up
  sums = [torch.zeros_like(t) for t in trainable]
  for i in range(len(parts)):
    __torch__.passes.back(w, parts[i], kept[i], gradients[i], settings, cached, trainable, sums)
  return sums

def back(w: List[__torch__.weights.Weight],
    part: __torch__.passes.Part,
    kept: List[Tensor],
    gradient: Tensor,
    settings: Dict[str, Tensor],
    cached: bool,
    trainable: List[Tensor],
    sums: List[Tensor]) -> int:
  # adds to the sums; a part that is run again draws what it drew, by the seed of its own
  again = kept
  if cached:
    again = __torch__.passes.forth(w, part, settings, False)
  if bool(settings["recompute"]):
    layout = __torch__.layout.of(part.mask)
    x = torch.requires_grad_(again[-1].detach(), True)
    y = __torch__.network.embeddings(x, w, layout, settings)
    g = __torch__.passes.back_from(y, gradient, [x], trainable, sums)[0]
    return __torch__.recompute.back(w, part, layout, again[1:], g, settings, trainable, sums)
  __torch__.passes.back_from(again[0], gradient, annotate(List[Tensor], []), trainable, sums)
  return 0

def back_from(y: Tensor,
    gradient: Tensor,
    inputs: List[Tensor],
    trainable: List[Tensor],
    sums: List[Tensor]) -> List[Tensor]:
  # gradients of the inputs; those of the trainable tensors that y depends on go to the sums
  g = torch.autograd.grad([y], inputs + trainable, annotate(List[Optional[Tensor]], [gradient]), None, False, True)
  result = annotate(List[Tensor], [])
  for i in range(len(inputs)):
    result.append(unchecked_cast(Tensor, g[i]))
  for i in range(len(trainable)):
    own = g[len(inputs) + i]
    if own is not None:
      torch.add_(sums[i], unchecked_cast(Tensor, own))
  return result

def unscaled(g: List[Tensor],
    scale: float) -> List[Tensor]:
  # gradients of a loss that was scaled on the way back
  if scale != 1.0:
    torch._foreach_mul_(g, 1.0 / scale)
  return g

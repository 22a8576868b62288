class Weight(NamedTuple):
  value : Tensor
  adapter : List[Tensor]
  scale : float

def arrange(p: List[Tensor],
    settings: Dict[str, Tensor]) -> List[__torch__.weights.Weight]:
  # p: the network's tensors, then the dense layers behind the pooling, then two of each adapter
  plain = len(p)
  if "adapted" in settings:
    plain = plain - 2 * settings["adapted"].size(0)
  w = annotate(List[__torch__.weights.Weight], [])
  for i in range(plain):
    w.append(__torch__.weights.Weight(__torch__.weights.cast(p[i], settings), annotate(List[Tensor], []), 1.0))
  if "adapted" in settings:
    adapted = [int(a) for a in torch.unbind(settings["adapted"])]
    for i in range(len(adapted)):
      down = __torch__.weights.cast(p[plain + 2 * i], settings)
      up = __torch__.weights.cast(p[plain + 2 * i + 1], settings)
      w[adapted[i]] = __torch__.weights.Weight(w[adapted[i]].value, [down, up], float(settings["adapter_scale"]))
  return w

def cast(x: Tensor,
    settings: Dict[str, Tensor]) -> Tensor:
  # master weights stay as they are; the network may compute in a narrower type
  if "compute_type" in settings:
    return x.to(int(settings["compute_type"]))
  return x

def trainable(p: List[Tensor]) -> List[Tensor]:
  result = annotate(List[Tensor], [])
  for t in p:
    if t.requires_grad:
      result.append(t)
  return result

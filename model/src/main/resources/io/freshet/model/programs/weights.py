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
  network = int(settings["tensors"])
  w = annotate(List[__torch__.weights.Weight], [])
  for i in range(plain):
    # biases and norms, and what follows the pooling, stay as wide as they are
    value = p[i]
    if i < network and p[i].dim() > 1:
      value = __torch__.weights.cast(p[i], settings)
    w.append(__torch__.weights.Weight(value, annotate(List[Tensor], []), 1.0))
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

def wide(x: Tensor) -> Tensor:
  # float32 where it is narrower: sums over many numbers and losses need it
  if x.dtype == 5 or x.dtype == 15:
    return x.to(6)
  return x

def trainable(p: List[Tensor]) -> List[Tensor]:
  result = annotate(List[Tensor], [])
  for t in p:
    if t.requires_grad:
      result.append(t)
  return result

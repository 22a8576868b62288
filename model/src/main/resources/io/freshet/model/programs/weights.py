class Weight(NamedTuple):
  value : Tensor
  adapter : List[Tensor]
  scale : float
  eight_bit : List[Tensor]
  measuring : bool

def arrange(p: List[Tensor],
    settings: Dict[str, Tensor]) -> List[__torch__.weights.Weight]:
  # p: the network's tensors, then two of each weight of 8 bits, then the dense layers behind the
  # pooling, then two of each adapter
  inside = int(settings["tensors"])
  eight_bit = annotate(List[int], [])
  if "eight_bit" in settings:
    eight_bit = [int(e) for e in torch.unbind(settings["eight_bit"])]
  behind = inside + 2 * len(eight_bit)
  c = __torch__.weights.converted(p[0:inside] + p[behind:], settings)
  own = len(c)
  if "adapted" in settings:
    own = own - 2 * settings["adapted"].size(0)
  w = annotate(List[__torch__.weights.Weight], [])
  for i in range(own):
    w.append(__torch__.weights.plain(c[i]))
  if "adapted" in settings:
    adapted = [int(a) for a in torch.unbind(settings["adapted"])]
    for i in range(len(adapted)):
      adapter = c[own + 2 * i:own + 2 * i + 2]
      w[adapted[i]] = __torch__.weights.Weight(w[adapted[i]].value, adapter, float(settings["adapter_scale"]), annotate(List[Tensor], []), False)
  for i in range(len(eight_bit)):
    beside = p[inside + 2 * i:inside + 2 * i + 2]
    w[eight_bit[i]] = __torch__.weights.Weight(w[eight_bit[i]].value, annotate(List[Tensor], []), 1.0, beside, "measuring" in settings)
  return w

def plain(value: Tensor) -> __torch__.weights.Weight:
  # without an adapter, and not of 8 bits
  return __torch__.weights.Weight(value, annotate(List[Tensor], []), 1.0, annotate(List[Tensor], []), False)

def converted(p: List[Tensor],
    settings: Dict[str, Tensor]) -> List[Tensor]:
  # to the type that the network computes in; master weights stay as they are, and what no update
  # changes may come in that type already. Biases and norms, what follows the pooling, and weights of
  # 8 bits stay as they are
  result = annotate(List[Tensor], [])
  first = int(settings["tensors"])
  behind = first
  if "dense" in settings:
    behind = behind + 2 * settings["dense"].size(0)
  for i in range(len(p)):
    value = p[i]
    if "compute_type" in settings and value.dim() > 1 and value.dtype != 1 and (i < first or i >= behind):
      value = value.to(int(settings["compute_type"]))
    result.append(value)
  return result

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

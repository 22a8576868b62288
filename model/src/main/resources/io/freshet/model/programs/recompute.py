def forth(w: List[__torch__.weights.Weight],
    ids: Tensor,
    mask: Tensor,
    settings: Dict[str, Tensor],
    seed: int) -> List[Tensor]:
  # the embeddings, then what goes into each layer and what comes out of the last, [tokens, width]
  layout = __torch__.layout.of(mask)
  x = __torch__.network.inputs(w, ids, layout, settings, seed)
  context = __torch__.architecture.context(layout, x, settings)
  states = [x]
  for i in range(len(__torch__.network.starts(settings)) - 1):
    x = __torch__.network.layer(x, i, w, layout, context, settings, seed)
    states.append(x)
  y = __torch__.network.pooled(__torch__.network.outputs(x, w, settings), w, layout, settings)
  return [y] + states

def back(w: List[__torch__.weights.Weight],
    part: __torch__.passes.Part,
    kept: List[Tensor],
    gradient: Tensor,
    settings: Dict[str, Tensor],
    trainable: List[Tensor],
    sums: List[Tensor]) -> int:
  # from the embeddings to the inputs, one layer after the other run again with its graph
  at = __torch__.network.starts(settings)
  layout = __torch__.layout.of(part.mask)
  states = kept[1:]
  layers = len(at) - 1
  x = torch.requires_grad_(states[layers].detach(), True)
  y = __torch__.network.pooled(__torch__.network.outputs(x, w, settings), w, layout, settings)
  g = __torch__.passes.back_from(y, gradient, [x], trainable, sums)[0]
  context = __torch__.architecture.context(layout, x, settings)
  for n in range(layers):
    i = layers - 1 - n
    if not __torch__.recompute.trained(w[0:at[i + 1]]):
      return i + 1
    x = torch.requires_grad_(states[i].detach(), True)
    y = __torch__.network.layer(x, i, w, layout, context, settings, part.seed)
    g = __torch__.passes.back_from(y, g, [x], trainable, sums)[0]
  if __torch__.recompute.trained(w[0:at[0]]):
    y = __torch__.network.inputs(w, part.ids, layout, settings, part.seed)
    __torch__.passes.back_from(y, g, annotate(List[Tensor], []), trainable, sums)
  return 0

def trained(w: List[__torch__.weights.Weight]) -> bool:
  for weight in w:
    if weight.value.requires_grad or len(weight.adapter) > 0:
      return True
  return False

def forth(w: List[__torch__.weights.Weight],
    part: __torch__.passes.Part,
    layout: __torch__.layout.Layout,
    settings: Dict[str, Tensor]) -> List[Tensor]:
  # what goes into each layer and what comes out of the last, [tokens, width]; without a graph
  torch.set_grad_enabled(False)
  x = __torch__.network.inputs(w, part.ids, layout, settings, part.seed)
  context = __torch__.architecture.context(layout, x, settings)
  states = [x]
  for i in range(len(__torch__.network.starts(settings)) - 1):
    x = __torch__.network.layer(x, i, w, layout, context, settings, part.seed)
    states.append(x)
  torch.set_grad_enabled(True)
  return states

def back(w: List[__torch__.weights.Weight],
    part: __torch__.passes.Part,
    layout: __torch__.layout.Layout,
    states: List[Tensor],
    gradient: Tensor,
    settings: Dict[str, Tensor],
    trainable: List[Tensor],
    sums: List[Tensor]) -> int:
  # from what comes out of the last layer to the inputs, one layer after the other run again with its
  # graph; ends where nothing before is trained
  at = __torch__.network.starts(settings)
  layers = len(at) - 1
  g = gradient
  context = __torch__.architecture.context(layout, states[layers], settings)
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

def dense(x: Tensor,
    w: List[__torch__.weights.Weight],
    settings: Dict[str, Tensor]) -> Tensor:
  # the dense layers of the folder, each a weight and a bias, then the projection of a task if any
  layers = 0
  if "dense" in settings:
    kinds = [int(k) for k in torch.unbind(settings["dense"])]
    layers = len(kinds)
    for i in range(layers):
      x = __torch__.activation.activate(torch.linear(x, __torch__.weights.wide(w[2 * i].value), __torch__.weights.wide(w[2 * i + 1].value)), kinds[i])
  if len(w) > 2 * layers:
    x = torch.linear(x, __torch__.weights.wide(w[2 * layers].value), __torch__.weights.wide(w[2 * layers + 1].value))
  return x

def dense(x: Tensor,
    w: List[__torch__.weights.Weight],
    settings: Dict[str, Tensor]) -> Tensor:
  # the dense layers of the folder, each a weight and a bias
  if "dense" in settings:
    kinds = [int(k) for k in torch.unbind(settings["dense"])]
    for i in range(len(kinds)):
      x = __torch__.activation.activate(torch.linear(x, __torch__.weights.wide(w[2 * i].value), __torch__.weights.wide(w[2 * i + 1].value)), kinds[i])
  return x

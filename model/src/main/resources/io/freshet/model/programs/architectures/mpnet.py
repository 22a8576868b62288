def inputs(w: List[__torch__.weights.Weight],
    ids: Tensor,
    positions: Tensor,
    settings: Dict[str, Tensor],
    draws: __torch__.draws.Draws) -> Tensor:
  # w: words, positions, norm, relative positions. ids, positions: [tokens]
  places = __torch__.layout.offset(ids, positions, int(settings["padding"]))
  x = torch.embedding(w[0].value, ids) + torch.embedding(w[1].value, places)
  x = __torch__.norms.layer_norm(x, w[2], w[3].value, float(settings["epsilon"]))
  return __torch__.draws.dropout(x, draws.hidden, draws.generator)

def context(layout: __torch__.layout.Layout,
    like: Tensor,
    settings: Dict[str, Tensor]) -> List[Optional[Tensor]]:
  place = torch.arange(layout.length, device=like.device)
  buckets = __torch__.architecture.buckets(place[None, :] - place[:, None])
  return [__torch__.attention.bias(layout, False, -1, like), buckets]

def buckets(distance: Tensor) -> Tensor:
  # 32 buckets (Raffel et al. 2020): 16 to either side, half of them for one distance each, the others
  # for ever longer ranges, up to 128
  far = torch.clamp(torch.abs(distance), 8)
  spread = torch.log(far.to(6) / 8) / 2.772588722239781 * 8
  far = torch.clamp(8 + spread.to(4), max=15)
  near = torch.abs(distance)
  bucket = torch.where(torch.lt(near, 8), near, far)
  return bucket + torch.gt(distance, 0).to(4) * 16

def layer(x: Tensor,
    index: int,
    w: List[__torch__.weights.Weight],
    shared: List[__torch__.weights.Weight],
    layout: __torch__.layout.Layout,
    context: List[Optional[Tensor]],
    settings: Dict[str, Tensor],
    draws: __torch__.draws.Draws) -> Tensor:
  bias = torch.embedding(shared[4].value, unchecked_cast(Tensor, context[1]))
  bias = bias.permute([2, 0, 1]).unsqueeze(0)
  if context[0] is not None:
    bias = bias + unchecked_cast(Tensor, context[0])
  return __torch__.post_norm.layer(x, w, layout, bias, True, settings, draws)

def outputs(x: Tensor,
    w: List[__torch__.weights.Weight],
    settings: Dict[str, Tensor]) -> Tensor:
  return x

def context(layout: __torch__.layout.Layout,
    causal: bool,
    like: Tensor,
    settings: Dict[str, Tensor]) -> List[Optional[Tensor]]:
  # three for the layers that look everywhere, then three for those that look near only: what is added
  # to the scores, cosines and sines [tokens, 1, head width / 2]
  positions = __torch__.layout.positions(layout)
  size = int(settings["head_width"])
  full = annotate(Optional[Tensor], None)
  cosine = annotate(Optional[Tensor], None)
  sine = annotate(Optional[Tensor], None)
  near = annotate(Optional[Tensor], None)
  near_cosine = annotate(Optional[Tensor], None)
  near_sine = annotate(Optional[Tensor], None)
  sliding = __torch__.rotary.sliding(settings)
  if not all(sliding):
    full = __torch__.attention.bias(layout, causal, -1, like)
    cosine, sine = __torch__.rotary.tables(positions, size, settings["rope"], like)
  if any(sliding):
    # the same as transformers: a window counts the token itself where it looks back only
    reach = int(settings["window"])
    if causal:
      reach = reach - 1
    near = __torch__.attention.bias(layout, causal, reach, like)
    near_cosine, near_sine = __torch__.rotary.tables(positions, size, settings["sliding_rope"], like)
  return [full, cosine, sine, near, near_cosine, near_sine]

def of_layer(context: List[Optional[Tensor]],
    index: int,
    settings: Dict[str, Tensor]) -> Tuple[Optional[Tensor], Tensor, Tensor]:
  at = 0
  if __torch__.rotary.sliding(settings)[index]:
    at = 3
  return (context[at], unchecked_cast(Tensor, context[at + 1]), unchecked_cast(Tensor, context[at + 2]))

def sliding(settings: Dict[str, Tensor]) -> List[bool]:
  # for each layer, whether it looks near only
  return [bool(s) for s in torch.unbind(settings["sliding"])]

def tables(positions: Tensor,
    size: int,
    rope: Tensor,
    like: Tensor) -> Tuple[Tensor, Tensor]:
  angles = torch.unsqueeze(positions, 1).to(6) * __torch__.rotary.frequencies(size, rope, like.device)
  angles = torch.unsqueeze(angles, 1)
  return (torch.cos(angles).to(like.dtype), torch.sin(angles).to(like.dtype))

def frequencies(size: int,
    rope: Tensor,
    device: Device) -> Tensor:
  # [head width / 2], in float32 as transformers computes them. rope: kind, theta, factor, low and high
  # frequency factors, original positions; kinds: 0: as they are, 1: linear, 2: llama3
  r = [float(v) for v in torch.unbind(rope)]
  f = 1.0 / torch.pow(r[1], torch.arange(0, size, 2, dtype=6, device=device) / size)
  if r[0] == 0.0:
    return f
  if r[0] == 1.0:
    return f / r[2]
  assert r[0] == 2.0, "unknown rotary positions"
  waves = 6.283185307179586 / f
  smooth = (r[5] / waves - r[3]) / (r[4] - r[3])
  between = (1 - smooth) * (f / r[2]) + smooth * f
  scaled = torch.where(torch.gt(waves, r[5] / r[3]), f / r[2], between)
  return torch.where(torch.lt(waves, r[5] / r[4]), f, scaled)

def rotated(x: Tensor,
    cosine: Tensor,
    sine: Tensor) -> Tensor:
  # x: [tokens, heads, head width], to [tokens, heads * head width]; the halves are the parts of the
  # complex numbers that are turned (Su et al. 2021)
  half = x.size(2) // 2
  a = x[:, :, 0:half]
  b = x[:, :, half:]
  return torch.cat([a * cosine - b * sine, b * cosine + a * sine], 2).flatten(1, 2)

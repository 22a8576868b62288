def quantised(x: Tensor,
    w: __torch__.weights.Weight) -> Tuple[Tensor, Tensor, Tensor]:
  # unsigned bytes, their step and the byte of zero, by the range of what enters the product. While
  # ranges are measured, x widens its own first
  range = w.eight_bit[1]
  if w.measuring:
    low, high = torch.aminmax(x.to(6))
    torch.copy_(range, torch.stack([torch.minimum(range[0], low), torch.maximum(range[1], high)]))
  step, zero = __torch__.eight_bit.scale(range)
  # half a byte more, since the conversion cuts off; what lies outside the range is brought to its
  # ends among 16 bits, where that costs least
  q = torch.add(torch.full([1], zero + 0.5, dtype=6), x, alpha=1.0 / step).to(2)
  return (torch.clamp_(q, 0, 255).to(0), torch.full([], step, dtype=6), torch.full([], zero, dtype=3))

def scale(range: Tensor) -> Tuple[float, int]:
  # of bytes that reach from the least to the greatest number of a range with 0 in it
  low = float(range[0])
  step = max((float(range[1]) - low) / 255.0, 1e-12)
  return (step, int(-low / step + 0.5))

def linear(q: Tuple[Tensor, Tensor, Tensor],
    w: __torch__.weights.Weight,
    bias: Optional[Tensor],
    type: int) -> Tensor:
  # x w^T + b in a floating-point type, x as bytes
  x, step, zero, = q
  steps = w.eight_bit[0]
  zeros = torch.zeros([steps.size(0)], dtype=3)
  return ops.onednn.qlinear_pointwise(x, step, zero, w.value, steps, zeros, bias, 1.0, 0, type, "none", annotate(List[Optional[number]], []), "")

def activated(q: Tuple[Tensor, Tensor, Tensor],
    w: __torch__.weights.Weight,
    bias: Optional[Tensor],
    kind: int,
    next: __torch__.weights.Weight) -> Tuple[Tensor, Tensor, Tensor]:
  # gelu, or by tanh, of x w^T + b as the bytes that enter the next product; in one operation
  x, step, zero, = q
  steps = w.eight_bit[0]
  zeros = torch.zeros([steps.size(0)], dtype=3)
  after, null = __torch__.eight_bit.scale(next.eight_bit[1])
  algorithm = "none"
  if kind == 1:
    algorithm = "tanh"
  y = ops.onednn.qlinear_pointwise(x, step, zero, w.value, steps, zeros, bias, after, null, None, "gelu", annotate(List[Optional[number]], []), algorithm)
  return (y, torch.full([], after, dtype=6), torch.full([], null, dtype=3))

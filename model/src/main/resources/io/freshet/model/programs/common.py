class Common(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def loss_on_embeddings(self: __torch__.common.Common,
    query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    task: Dict[str, Tensor]) -> Tuple[Tensor, List[Tensor]]:
    # values of the terms; a side that no term looks at has a gradient of zeros
    loss, values = __torch__.losses.total(query, document, rows, task)
    gradients = annotate(List[Tensor], [])
    sides = [query, document]
    g = torch.autograd.grad([loss], sides, None, None, False, True)
    for i in range(len(sides)):
      own = g[i]
      gradients.append(torch.zeros_like(sides[i]) if own is None else unchecked_cast(Tensor, own))
    return (values, gradients)

  def copies(self: __torch__.common.Common,
    x: List[Tensor]) -> List[Tensor]:
    return [t.clone() for t in x]

  def narrowed(self: __torch__.common.Common,
    x: List[Tensor],
    type: Tensor) -> List[Tensor]:
    # in a type of 16 bits; Java may hold bfloat16, but not look into it
    return [t.to(int(type)) for t in x]

  def eight_bit(self: __torch__.common.Common,
    w: Tensor) -> List[Tensor]:
    # w as bytes with sign, laid out for products, their step of each row, and the range of what enters
    # the product, which is not measured yet. Java may hold the bytes, but not look into them
    steps = torch.clamp(torch.amax(torch.abs(w), [1]), 1e-12, None) / 127.0
    q = torch.clamp(torch.round(w / steps[:, None]), -127.0, 127.0).to(1)
    return [ops.onednn.qlinear_prepack(q, None), steps, torch.zeros([2])]

  def copies_beside(self: __torch__.common.Common,
    x: List[Tensor],
    place: Tensor) -> List[Tensor]:
    # on the device of the place
    return [torch.copy_(torch.empty_like(t, device=place.device), t) for t in x]

  def overwrite(self: __torch__.common.Common,
    x: List[Tensor],
    y: List[Tensor]) -> Tensor:
    # from whichever device
    for i in range(len(x)):
      torch.copy_(x[i], y[i])
    return x[0]

  def add(self: __torch__.common.Common,
    sum: List[Tensor],
    g: List[Tensor]) -> Tensor:
    # g: from whichever device
    torch._foreach_add_(sum, [g[i].to(sum[i].device) for i in range(len(g))])
    return sum[0]

  def moved(self: __torch__.common.Common,
    p: List[Tensor],
    met: List[Tensor]) -> List[Tensor]:
    # how far p went from the last meeting
    return torch._foreach_sub(p, met)

  def meet(self: __torch__.common.Common,
    p: List[Tensor],
    met: List[Tensor],
    momentum: List[Tensor],
    moved: List[Tensor],
    rates: List[Tensor]) -> Tensor:
    # one step of gradient descent with Nesterov's momentum, as torch.optim.SGD makes it, from the last
    # meeting along the mean of the trainers' movements. moved: their sum, which is used up; rates:
    # trainers, learning rate, momentum
    torch._foreach_mul_(moved, 1.0 / float(rates[0]))
    torch._foreach_mul_(momentum, float(rates[2]))
    torch._foreach_add_(momentum, moved)
    torch._foreach_add_(moved, momentum, alpha=float(rates[2]))
    torch._foreach_add_(met, moved, alpha=float(rates[1]))
    for i in range(len(p)):
      torch.copy_(p[i], met[i])
    return p[0]

  def clip(self: __torch__.common.Common,
    g: List[Tensor],
    limit: Tensor) -> Tensor:
    return __torch__.optimiser.clip_(g, float(limit))

  def update(self: __torch__.common.Common,
    p: List[Tensor],
    g: List[Tensor],
    first: List[Tensor],
    second: List[Tensor],
    step: List[Tensor],
    rates: List[Tensor],
    decay: Tensor) -> Tensor:
    return __torch__.optimiser.adamw_(p, g, first, second, step, [float(r) for r in rates], float(decay))

  def average(self: __torch__.common.Common,
    averages: List[Tensor],
    p: List[Tensor],
    share: Tensor) -> Tensor:
    # moves the averages towards p by a share of their distance
    torch._foreach_lerp_(averages, p, float(share))
    return averages[0]

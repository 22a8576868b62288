class Common(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def loss_on_embeddings(self: __torch__.common.Common,
    query: Tensor,
    document: Tensor,
    rows: Dict[str, Tensor],
    task: Dict[str, Tensor]) -> Tuple[Tensor, List[Tensor]]:
    loss = __torch__.losses.total(query, document, rows, task)
    return (loss.detach(), __torch__.optimiser.gradients(loss, [query, document]))

  def copies(self: __torch__.common.Common,
    x: List[Tensor]) -> List[Tensor]:
    return [t.clone() for t in x]

  def add(self: __torch__.common.Common,
    sum: List[Tensor],
    g: List[Tensor]) -> Tensor:
    torch._foreach_add_(sum, g)
    return sum[0]

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

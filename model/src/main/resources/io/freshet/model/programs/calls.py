class Calls(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def loss_and_gradients(self: __torch__.calls.Calls,
    p: List[Tensor],
    query_ids: List[Tensor],
    query_mask: List[Tensor],
    query_order: Tensor,
    document_ids: List[Tensor],
    document_mask: List[Tensor],
    document_order: Tensor,
    rows: Dict[str, Tensor],
    settings: Dict[str, Tensor],
    task: Dict[str, Tensor]) -> Tuple[Tensor, Tensor, List[Tensor]]:
    # as much comes and goes as in training, and nothing is done
    return (query_order, document_order, p)

  def clip(self: __torch__.calls.Calls,
    g: List[Tensor],
    limit: Tensor) -> Tensor:
    return limit

  def update(self: __torch__.calls.Calls,
    p: List[Tensor],
    g: List[Tensor],
    first: List[Tensor],
    second: List[Tensor],
    step: List[Tensor],
    rates: List[Tensor],
    decay: Tensor) -> Tensor:
    return decay

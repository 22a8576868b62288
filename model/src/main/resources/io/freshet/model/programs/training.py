class Training(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def loss_and_gradients(self: __torch__.training.Training,
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
    w = __torch__.weights.arrange(p, settings)
    q = torch.cat(__torch__.training.parts(w, query_ids, query_mask, settings, int(task["query_seed"])))
    d = torch.cat(__torch__.training.parts(w, document_ids, document_mask, settings, int(task["document_seed"])))
    query = torch.index_select(q, 0, query_order)
    document = torch.index_select(d, 0, document_order)
    loss = __torch__.losses.total(query, document, rows, task)
    ranks = __torch__.losses.ranks(query, document, rows["excluded"])
    return (loss.detach(), ranks, __torch__.optimiser.gradients(loss * float(task["weight"]), __torch__.weights.trainable(p)))

def parts(w: List[__torch__.weights.Weight],
    ids: List[Tensor],
    mask: List[Tensor],
    settings: Dict[str, Tensor],
    seed: int) -> List[Tensor]:
  # embeddings of each part of a side, [rows of the part, dimension], drawn by the part's own seed
  result = annotate(List[Tensor], [])
  for i in range(len(ids)):
    result.append(__torch__.network.embedded(w, ids[i], mask[i], settings, __torch__.training.part_seed(seed, i)))
  return result

def part_seed(seed: int,
    part: int) -> int:
  return (seed + part * 40503) & 9223372036854775807

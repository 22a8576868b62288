class Training(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def loss_and_gradients(self: __torch__.training.Training,
    p: List[Tensor],
    query_ids: List[Tensor],
    query_mask: List[Tensor],
    query_seeds: Tensor,
    query_order: Tensor,
    document_ids: List[Tensor],
    document_mask: List[Tensor],
    document_seeds: Tensor,
    document_order: Tensor,
    rows: Dict[str, Tensor],
    settings: Dict[str, Tensor],
    task: Dict[str, Tensor],
    cached: Tensor) -> Tuple[Tensor, Tensor, List[Tensor]]:
    # a side: its parts, [rows, length] each, and for each text its row among those of all parts;
    # cached: whether each part is run again for its way back (Gao et al. 2021)
    w = __torch__.weights.arrange(p, settings)
    parts = __torch__.passes.parts(query_ids + document_ids, query_mask + document_mask, torch.cat([query_seeds, document_seeds]))
    queries = len(query_ids)
    again = bool(cached)
    if not (again or bool(settings["recompute"])):
      e = [__torch__.network.embedded(w, part.ids, part.mask, settings, part.seed) for part in parts]
      loss, values, ranks = __torch__.training.loss(e, queries, query_order, document_order, rows, task)
      return (values, ranks, __torch__.optimiser.gradients(loss * float(task["weight"]), __torch__.weights.trainable(p)))
    trainable = __torch__.weights.trainable(p)
    sums = [torch.zeros_like(t) for t in trainable]
    kept = [__torch__.passes.forth(w, part, settings, again) for part in parts]
    e = [torch.requires_grad_(k[0].detach(), True) for k in kept]
    loss, values, ranks = __torch__.training.loss(e, queries, query_order, document_order, rows, task)
    g = __torch__.passes.back_from(loss * float(task["weight"]), annotate(Optional[Tensor], None), e, trainable, sums)
    for i in range(len(parts)):
      __torch__.passes.back(w, parts[i], kept[i], g[i], settings, again, trainable, sums)
    return (values, ranks, sums)

def loss(e: List[Tensor],
    queries: int,
    query_order: Tensor,
    document_order: Tensor,
    rows: Dict[str, Tensor],
    task: Dict[str, Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
  # e: embeddings of the parts, first those of the queries
  query = torch.index_select(torch.cat(e[0:queries]), 0, query_order)
  document = torch.index_select(torch.cat(e[queries:]), 0, document_order)
  loss, values = __torch__.losses.total(query, document, rows, task)
  return (loss, values, __torch__.losses.ranks(query, document, rows["excluded"]))

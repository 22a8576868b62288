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
    cached: Tensor,
    scale: Tensor) -> Tuple[Tensor, Tensor, List[Tensor]]:
    # a side: its parts, [rows, length] each, and for each text its row among those of all parts;
    # cached: whether each part is run again for its way back (Gao et al. 2021); scale: of the loss
    # on the way back, so that gradients in float16 do not vanish
    touched = __torch__.words.touched(p, query_ids + document_ids, settings)
    w = __torch__.weights.arrange(touched.p, settings)
    trainable = __torch__.weights.trainable(touched.p)
    parts = __torch__.passes.parts(touched.ids, query_mask + document_mask, torch.cat([query_seeds, document_seeds]))
    kept = [__torch__.passes.forth(w, part, settings, bool(cached)) for part in parts]
    factor = float(task["weight"]) * float(scale)
    if not (bool(cached) or bool(settings["recompute"])):
      e = [k[0] for k in kept]
      loss, values, ranks = __torch__.training.loss(e, len(query_ids), query_order, document_order, rows, task)
      g = __torch__.optimiser.gradients(loss * factor, trainable)
      return (values, ranks, __torch__.words.whole(__torch__.passes.unscaled(g, float(scale)), touched, p))
    e = __torch__.training.leaves([k[0] for k in kept])
    loss, values, ranks = __torch__.training.loss(e, len(query_ids), query_order, document_order, rows, task)
    g = __torch__.optimiser.gradients(loss * factor, e)
    sums = __torch__.passes.all_back(w, parts, kept, g, settings, bool(cached), trainable)
    return (values, ranks, __torch__.words.whole(__torch__.passes.unscaled(sums, float(scale)), touched, p))

  # The same in three calls, so that the parts may be dealt to several devices.

  def embed_parts(self: __torch__.training.Training,
    p: List[Tensor],
    ids: List[Tensor],
    mask: List[Tensor],
    seeds: Tensor,
    settings: Dict[str, Tensor],
    cached: Tensor) -> List[Tensor]:
    # of each part its embeddings and what its way back needs, part after part
    w = __torch__.weights.arrange(p, settings)
    result = annotate(List[Tensor], [])
    for part in __torch__.passes.parts(ids, mask, seeds):
      result = result + __torch__.passes.forth(w, part, settings, bool(cached))
    return result

  def loss_on_parts(self: __torch__.training.Training,
    embeddings: List[Tensor],
    queries: Tensor,
    query_order: Tensor,
    document_order: Tensor,
    rows: Dict[str, Tensor],
    task: Dict[str, Tensor],
    scale: Tensor) -> Tuple[Tensor, Tensor, List[Tensor]]:
    # embeddings of all parts from whichever device, first those of the parts that hold queries
    e = __torch__.training.leaves([x.to(query_order.device) for x in embeddings])
    loss, values, ranks = __torch__.training.loss(e, int(queries), query_order, document_order, rows, task)
    return (values, ranks, __torch__.optimiser.gradients(loss * (float(task["weight"]) * float(scale)), e))

  def gradients_of_parts(self: __torch__.training.Training,
    p: List[Tensor],
    ids: List[Tensor],
    mask: List[Tensor],
    seeds: Tensor,
    settings: Dict[str, Tensor],
    cached: Tensor,
    kept: List[Tensor],
    gradients: List[Tensor],
    scale: Tensor) -> List[Tensor]:
    # kept: what embed_parts returned; gradients: of the embeddings of each part
    w = __torch__.weights.arrange(p, settings)
    each = len(kept) // len(ids)
    lists = [kept[i * each:(i + 1) * each] for i in range(len(ids))]
    g = [x.to(ids[0].device) for x in gradients]
    sums = __torch__.passes.all_back(w, __torch__.passes.parts(ids, mask, seeds), lists, g, settings, bool(cached), __torch__.weights.trainable(p))
    return __torch__.passes.unscaled(sums, float(scale))

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

def leaves(x: List[Tensor]) -> List[Tensor]:
  # the same numbers at the beginning of a graph
  return [torch.requires_grad_(t.detach(), True) for t in x]

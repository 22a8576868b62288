class Bert(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def hidden(self: __torch__.bert.Bert,
    p: List[Tensor],
    ids: Tensor,
    mask: Tensor,
    settings: Dict[str, Tensor],
    generator: Generator) -> Tensor:
    # p: 5 of the embeddings, then 16 a layer, in the order of the names that Java reads
    heads = int(settings["heads"])
    epsilon = float(settings["epsilon"])
    activation = int(settings["activation"])
    rate = float(settings["dropout"])
    attention_rate = float(settings["attention_dropout"])
    width = [p[0].size(1)]
    x = torch.embedding(p[0], ids) + p[1][0:ids.size(1)] + p[2][0]
    x = __torch__.dropout.dropout(torch.layer_norm(x, width, p[3], p[4], epsilon), rate, generator)
    bias = __torch__.attention.padding_bias(mask, x)
    for layer in range((len(p) - 5) // 16):
      w = p[5 + layer * 16:21 + layer * 16]
      a = __torch__.attention.multi_head(x, w[0:8], bias, heads, attention_rate, generator)
      a = __torch__.dropout.dropout(a, rate, generator)
      x = torch.layer_norm(x + a, width, w[8], w[9], epsilon)
      f = __torch__.activation.activate(torch.linear(x, w[10], w[11]), activation)
      f = __torch__.dropout.dropout(torch.linear(f, w[12], w[13]), rate, generator)
      x = torch.layer_norm(x + f, width, w[14], w[15], epsilon)
    return x

  def pooled(self: __torch__.bert.Bert,
    p: List[Tensor],
    ids: List[Tensor],
    mask: List[Tensor],
    order: Tensor,
    settings: Dict[str, Tensor],
    seed: int) -> Tensor:
    # one part a length bucket; row i of the result is row order[i] of the parts
    generator = torch.Generator(device=order.device, seed=seed)
    parts = annotate(List[Tensor], [])
    for i in range(len(ids)):
      x = self.hidden(p, ids[i], mask[i], settings, generator)
      parts.append(__torch__.pooling.pool(x, mask[i], int(settings["pooling"])))
    return torch.index_select(torch.cat(parts), 0, order)

  def last_hidden_state(self: __torch__.bert.Bert,
    p: List[Tensor],
    ids: Tensor,
    mask: Tensor,
    settings: Dict[str, Tensor]) -> Tensor:
    return self.hidden(p, ids, mask, settings, torch.Generator(device=ids.device, seed=0))

  def embed(self: __torch__.bert.Bert,
    p: List[Tensor],
    ids: Tensor,
    mask: Tensor,
    settings: Dict[str, Tensor]) -> Tensor:
    x = __torch__.pooling.pool(self.last_hidden_state(p, ids, mask, settings), mask, int(settings["pooling"]))
    if bool(settings["normalise"]):
      x = __torch__.pooling.normalise(x)
    return x

  def loss_and_gradients(self: __torch__.bert.Bert,
    p: List[Tensor],
    query_ids: List[Tensor],
    query_mask: List[Tensor],
    query_order: Tensor,
    document_ids: List[Tensor],
    document_mask: List[Tensor],
    document_order: Tensor,
    excluded: Tensor,
    label: Tensor,
    weight: Tensor,
    settings: Dict[str, Tensor],
    task: Dict[str, Tensor]) -> Tuple[Tensor, Tensor, List[Tensor]]:
    query = self.pooled(p, query_ids, query_mask, query_order, settings, int(task["query_seed"]))
    document = self.pooled(p, document_ids, document_mask, document_order, settings, int(task["document_seed"]))
    loss = __torch__.losses.loss(int(task["loss"]), query, document, excluded, label, weight, float(task["temperature"]))
    ranks = __torch__.losses.ranks(query, document, excluded)
    return (loss.detach(), ranks, __torch__.optimiser.gradients(loss * float(task["weight"]), p))

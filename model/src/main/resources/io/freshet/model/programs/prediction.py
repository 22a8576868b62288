class Prediction(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def tokens_to_predict(self: __torch__.prediction.Prediction,
    ids: List[Tensor],
    mask: List[Tensor],
    seeds: Tensor,
    task: Dict[str, Tensor]) -> Tuple[Tensor, List[Tensor], List[Tensor]]:
    # parts of a sub-batch, [rows, length] each: how many tokens are to be predicted in all of them, what
    # to read of each, and its labels, -100 where nothing is predicted. Where there is a token to hide
    # others with, the hidden ones are predicted, else the next one
    read = annotate(List[Tensor], [])
    labels = annotate(List[Tensor], [])
    for part in __torch__.passes.parts(ids, mask, seeds):
      if "mask_token" in task:
        hidden, label = __torch__.language.hidden_tokens(part.ids, part.mask, task, part.seed)
        read.append(hidden)
        labels.append(label)
      else:
        read.append(part.ids)
        labels.append(__torch__.language.following(part.ids, part.mask))
    count = torch.sum(torch.stack([__torch__.language.predicted(label) for label in labels]))
    return (count, read, labels)

  def loss_and_gradients(self: __torch__.prediction.Prediction,
    p: List[Tensor],
    ids: List[Tensor],
    mask: List[Tensor],
    seeds: Tensor,
    labels: List[Tensor],
    weight: List[Tensor],
    count: Tensor,
    settings: Dict[str, Tensor],
    task: Dict[str, Tensor],
    scale: Tensor) -> Tuple[Tensor, List[Tensor]]:
    # what these parts add to the mean over all tokens that are predicted, of which there are count in
    # this call and others, and its gradients. weight: of the rows of each part; ids and labels: from
    # whichever device; scale: of the loss on the way back, so that gradients in float16 do not vanish.
    # One part's graph at a time, because the scores of a vocabulary are large
    w = __torch__.weights.arrange(p, settings)
    trainable = __torch__.weights.trainable(p)
    sums = [torch.zeros_like(t) for t in trainable]
    device = mask[0].device
    parts = __torch__.passes.parts([x.to(device) for x in ids], mask, seeds)
    factor = float(task["weight"]) * float(scale)
    values = annotate(List[Tensor], [])
    for i in range(len(parts)):
      share = weight[i] / float(count)
      values.append(__torch__.prediction.part(w, parts[i], labels[i].to(device), share, factor, settings, task, trainable, sums))
    return (torch.sum(torch.stack(values)), __torch__.passes.unscaled(sums, float(scale)))

def part(w: List[__torch__.weights.Weight],
    part: __torch__.passes.Part,
    labels: Tensor,
    share: Tensor,
    factor: float,
    settings: Dict[str, Tensor],
    task: Dict[str, Tensor],
    trainable: List[Tensor],
    sums: List[Tensor]) -> Tensor:
  # the value of one part, whose gradients, times a factor, go to the sums. share: of each row's tokens
  # in the mean
  layout = __torch__.layout.of(part.mask)
  if not bool(settings["recompute"]):
    x = __torch__.network.hidden(w, part.ids, layout, settings, part.seed)
    value = __torch__.language.cross_entropy(x, w, layout, labels, share, settings, task)
    __torch__.passes.back_from(value, torch.full_like(value, factor), annotate(List[Tensor], []), trainable, sums)
    return value.detach()
  states = __torch__.recompute.forth(w, part, layout, settings)
  x = torch.requires_grad_(states[-1].detach(), True)
  value = __torch__.language.cross_entropy(__torch__.network.outputs(x, w, settings), w, layout, labels, share, settings, task)
  g = __torch__.passes.back_from(value, torch.full_like(value, factor), [x], trainable, sums)[0]
  __torch__.recompute.back(w, part, layout, states, g, settings, trainable, sums)
  return value.detach()

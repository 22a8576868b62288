class Prediction(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def loss_and_gradients(self: __torch__.prediction.Prediction,
    p: List[Tensor],
    ids: List[Tensor],
    mask: List[Tensor],
    weight: List[Tensor],
    settings: Dict[str, Tensor],
    task: Dict[str, Tensor]) -> Tuple[Tensor, List[Tensor]]:
    # parts of a sub-batch: ids and mask, [rows, length] each, and the weights of its rows. Where there
    # is a token to hide others with, the hidden ones are predicted, else the next one
    read = annotate(List[Tensor], [])
    labels = annotate(List[Tensor], [])
    for i in range(len(ids)):
      if "mask_token" in task:
        hidden, label = __torch__.language.hidden_tokens(ids[i], mask[i], task, __torch__.prediction.part_seed(task["draw_seed"], i))
        read.append(hidden)
        labels.append(label)
      else:
        read.append(ids[i])
        labels.append(__torch__.language.following(ids[i], mask[i]))
    return __torch__.prediction.parts(p, read, mask, labels, weight, settings, task)

  def hide(self: __torch__.prediction.Prediction,
    ids: Tensor,
    mask: Tensor,
    task: Dict[str, Tensor]) -> Tuple[Tensor, Tensor]:
    return __torch__.language.hidden_tokens(ids, mask, task, int(task["draw_seed"]))

  def loss_on_labels(self: __torch__.prediction.Prediction,
    p: List[Tensor],
    ids: List[Tensor],
    mask: List[Tensor],
    labels: List[Tensor],
    weight: List[Tensor],
    settings: Dict[str, Tensor],
    task: Dict[str, Tensor]) -> Tuple[Tensor, List[Tensor]]:
    return __torch__.prediction.parts(p, ids, mask, labels, weight, settings, task)

def parts(p: List[Tensor],
    ids: List[Tensor],
    mask: List[Tensor],
    labels: List[Tensor],
    weight: List[Tensor],
    settings: Dict[str, Tensor],
    task: Dict[str, Tensor]) -> Tuple[Tensor, List[Tensor]]:
  # mean over all tokens that are predicted, and its gradients; one part's graph at a time, because
  # the scores of a vocabulary are large
  trainable = __torch__.weights.trainable(p)
  count = torch.clamp(torch.sum(torch.stack([__torch__.language.predicted(label) for label in labels])), 1)
  values = annotate(List[Tensor], [])
  sums = annotate(List[Tensor], [])
  for i in range(len(ids)):
    w = __torch__.weights.arrange(p, settings)
    seed = __torch__.prediction.part_seed(task["seed"], i)
    loss = __torch__.language.cross_entropy(w, ids[i], mask[i], labels[i], weight[i], settings, task, seed) / count
    values.append(loss.detach())
    g = __torch__.optimiser.gradients(loss * float(task["weight"]), trainable)
    if len(sums) == 0:
      sums = g
    else:
      torch._foreach_add_(sums, g)
  return (torch.sum(torch.stack(values)), sums)

def part_seed(seed: Tensor,
    part: int) -> int:
  return (int(seed) + part * 40503) & 9223372036854775807

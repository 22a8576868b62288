class Head(NamedTuple):
  transform : int
  transform_bias : int
  norm : int
  norm_bias : int
  output : int
  output_bias : int
  activation : int

def head(task: Dict[str, Tensor]) -> __torch__.language.Head:
  # head: where its tensors stand among the weights, -1 for one that it has not; its activation
  h = annotate(List[int], task["head"].tolist())
  return __torch__.language.Head(h[0], h[1], h[2], h[3], h[4], h[5], h[6])

def bias(w: List[__torch__.weights.Weight],
    place: int,
    like: Tensor) -> Optional[Tensor]:
  # in the type of what it is added to
  result = annotate(Optional[Tensor], None)
  if place >= 0:
    result = w[place].value.to(like.dtype)
  return result

def logits(x: Tensor,
    w: List[__torch__.weights.Weight],
    head: __torch__.language.Head,
    settings: Dict[str, Tensor]) -> Tensor:
  # [tokens, width] to [tokens, vocabulary]
  if head.transform >= 0:
    x = torch.linear(x, w[head.transform].value, __torch__.language.bias(w, head.transform_bias, x))
    x = __torch__.activation.activate(x, head.activation)
    x = __torch__.norms.layer_norm(x, w[head.norm], __torch__.language.bias(w, head.norm_bias, x), float(settings["epsilon"]))
  return __torch__.losses.wide(torch.linear(x, w[head.output].value, __torch__.language.bias(w, head.output_bias, x)))

def hidden_tokens(ids: Tensor,
    mask: Tensor,
    task: Dict[str, Tensor],
    seed: int) -> Tuple[Tensor, Tensor]:
  # Devlin et al. 2019: of the tokens that are none of the special ones a share is to be predicted;
  # of these 80 % are hidden, 10 % another token, 10 % as they are. The ids to read, and the labels,
  # -100 where nothing is predicted
  generator = torch.Generator(device=ids.device, seed=seed)
  plain = torch.logical_and(torch.gt(mask, 0), torch.logical_not(torch.isin(ids, task["special"])))
  drawn = torch.rand(ids.size(), generator=generator, device=ids.device)
  chosen = torch.logical_and(torch.lt(drawn, float(task["masked_share"])), plain)
  fate = torch.rand(ids.size(), generator=generator, device=ids.device)
  other = torch.randint(int(task["vocabulary"]), ids.size(), generator=generator, device=ids.device)
  read = torch.masked_fill(ids, torch.logical_and(chosen, torch.lt(fate, 0.8)), int(task["mask_token"]))
  read = torch.where(torch.logical_and(chosen, torch.ge(fate, 0.9)), other, read)
  return (read, torch.masked_fill(ids, torch.logical_not(chosen), -100))

def following(ids: Tensor,
    mask: Tensor) -> Tensor:
  # labels of a decoder: the next token of the text
  none = torch.full([ids.size(0), 1], -100, dtype=ids.dtype, device=ids.device)
  return torch.cat([torch.masked_fill(ids[:, 1:], torch.eq(mask[:, 1:], 0), -100), none], 1)

def predicted(labels: Tensor) -> Tensor:
  return torch.sum(torch.ne(labels, -100))

def cross_entropy(x: Tensor,
    w: List[__torch__.weights.Weight],
    layout: __torch__.layout.Layout,
    labels: Tensor,
    weight: Tensor,
    settings: Dict[str, Tensor],
    task: Dict[str, Tensor]) -> Tensor:
  # x: the last hidden state, [tokens, width]; sum over the tokens that are predicted, each times the
  # weight of its row
  packed = __torch__.layout.packed(labels, layout)
  places = torch.nonzero(torch.ne(packed, -100)).squeeze(1)
  y = __torch__.language.logits(torch.index_select(x, 0, places), w, __torch__.language.head(task), settings)
  each = torch.cross_entropy_loss(y, torch.index_select(packed, 0, places), None, 0)
  rows = __torch__.layout.packed(weight[:, None].expand(labels.size()), layout)
  return torch.sum(each * torch.index_select(rows, 0, places).to(each.dtype))

def log_likelihoods(x: Tensor,
    w: List[__torch__.weights.Weight],
    layout: __torch__.layout.Layout,
    labels: Tensor,
    settings: Dict[str, Tensor],
    task: Dict[str, Tensor]) -> Tensor:
  # x: the last hidden state, [tokens, width]; of each label, [rows, length] in float64, 0 where it is
  # -100. Some tokens at a time, because the scores of a vocabulary are large
  packed = __torch__.layout.packed(labels, layout)
  places = torch.nonzero(torch.ne(packed, -100)).squeeze(1)
  head = __torch__.language.head(task)
  each = torch.zeros(packed.size(), dtype=7, device=x.device)
  for part in torch.split(places, int(task["tokens_a_part"])):
    y = __torch__.language.logits(torch.index_select(x, 0, part), w, head, settings)
    loss = torch.cross_entropy_loss(y, torch.index_select(packed, 0, part), None, 0)
    at = annotate(List[Optional[Tensor]], [part])
    each = torch.index_put(each, at, torch.neg(loss).to(7))
  return __torch__.layout.padded(each.unsqueeze(1), layout).squeeze(2)

class Likelihood(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def means(self: __torch__.likelihood.Likelihood,
    p: List[Tensor],
    ids: Tensor,
    mask: Tensor,
    answer: Tensor,
    settings: Dict[str, Tensor],
    task: Dict[str, Tensor]) -> Tensor:
    # answer: [rows, length], 1 where a token is to be judged by those before it. [rows]: the mean
    # log-likelihood of these tokens, in float64
    layout = __torch__.layout.of(mask)
    w = __torch__.weights.arrange(p, settings)
    x = __torch__.network.hidden(w, ids, layout, settings, 0)
    labels = __torch__.language.following(ids, answer)
    each = __torch__.language.log_likelihoods(x, w, layout, labels, settings, task)
    return torch.sum(each, [1]) / torch.sum(torch.ne(labels, -100), [1])

class Encoder(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def last_hidden_state(self: __torch__.encoder.Encoder,
    p: List[Tensor],
    ids: Tensor,
    mask: Tensor,
    settings: Dict[str, Tensor]) -> Tensor:
    # [rows, length, width], zero at padding
    layout = __torch__.layout.of(mask)
    w = __torch__.weights.arrange(p, settings)
    return __torch__.weights.wide(__torch__.layout.padded(__torch__.network.hidden(w, ids, layout, settings, 0), layout))

  def embed(self: __torch__.encoder.Encoder,
    p: List[Tensor],
    ids: Tensor,
    mask: Tensor,
    settings: Dict[str, Tensor]) -> Tensor:
    w = __torch__.weights.arrange(p, settings)
    x = __torch__.network.embedded(w, ids, mask, settings, 0)
    if bool(settings["normalise"]):
      x = __torch__.pooling.normalise(x)
    return x

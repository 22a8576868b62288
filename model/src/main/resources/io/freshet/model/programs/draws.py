class Draws(NamedTuple):
  hidden : float
  attention : float
  adapter : float
  generator : Generator

def of(settings: Dict[str, Tensor],
    seed: int,
    place: int,
    device: Device) -> __torch__.draws.Draws:
  # every place (input, layer) draws from a generator of its own, so that a place can be run again;
  # the generator keeps the low 32 bits of a seed, which an odd factor keeps apart
  own = (seed + place * 2654435761) & 9223372036854775807
  generator = torch.Generator(device=device, seed=own)
  hidden = "dropout"
  if place == 0:
    hidden = "input_dropout"
  return __torch__.draws.Draws(float(settings[hidden]), float(settings["attention_dropout"]), float(settings["adapter_dropout"]), generator)

def dropout(x: Tensor,
    rate: float,
    generator: Generator) -> Tensor:
  # the draws of PyTorch's own dropout, but from a generator that no other thread can touch
  if rate == 0.0:
    return x
  keep = torch.bernoulli_(torch.empty_like(x), 1.0 - rate, generator=generator)
  return x * torch.div_(keep, 1.0 - rate)

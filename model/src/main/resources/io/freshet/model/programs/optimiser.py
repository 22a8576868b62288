def gradients(loss: Tensor,
    p: List[Tensor]) -> List[Tensor]:
  result = annotate(List[Tensor], [])
  for g in torch.autograd.grad([loss], p):
    result.append(unchecked_cast(Tensor, g))
  return result

def clip_(g: List[Tensor],
    limit: float) -> Tensor:
  # by the norm of all gradients together; 0 means no limit
  norm = torch.norm(torch.stack(torch._foreach_norm(g, 2)), 2)
  if limit > 0.0:
    torch._foreach_mul_(g, torch.clamp(limit / (norm + 1e-6), None, 1.0))
  return norm

def adamw_(p: List[Tensor],
    g: List[Tensor],
    first: List[Tensor],
    second: List[Tensor],
    step: List[Tensor],
    rates: List[float],
    decay: float) -> Tensor:
  # rates: learning rate, beta 1, beta 2, epsilon; the fused update does not advance its steps
  torch._foreach_add_(step, 1)
  none = annotate(List[Tensor], [])
  torch._fused_adamw_(p, g, first, second, none, step, lr=rates[0], beta1=rates[1], beta2=rates[2], weight_decay=decay, eps=rates[3], amsgrad=False, maximize=False)
  return step[0]

class Term(NamedTuple):
  kind : int
  weight : float
  parameters : List[float]

def of(task: Dict[str, Tensor]) -> List[__torch__.terms.Term]:
  # terms: [terms, 2 + parameters], read at once; a loss with fewer parameters than another has zeros
  # behind its own
  result = annotate(List[__torch__.terms.Term], [])
  for t in annotate(List[List[float]], task["terms"].tolist()):
    result.append(__torch__.terms.Term(int(t[0]), t[1], t[2:]))
  return result

def widths(task: Dict[str, Tensor]) -> List[List[float]]:
  # Matryoshka: each a width and its weight; nothing where embeddings count as they are
  if "widths" in task:
    return annotate(List[List[float]], task["widths"].tolist())
  return annotate(List[List[float]], [])

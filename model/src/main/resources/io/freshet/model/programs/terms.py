class Term(NamedTuple):
  kind : int
  weight : float
  temperature : float
  teacher_temperature : float
  margin : float
  reach : int

def of(task: Dict[str, Tensor]) -> List[__torch__.terms.Term]:
  # terms: [terms, 6], read at once
  result = annotate(List[__torch__.terms.Term], [])
  for t in annotate(List[List[float]], task["terms"].tolist()):
    result.append(__torch__.terms.Term(int(t[0]), t[1], t[2], t[3], t[4], int(t[5])))
  return result

def widths(task: Dict[str, Tensor]) -> List[List[float]]:
  # Matryoshka: each a width and its weight; nothing where embeddings count as they are
  if "widths" in task:
    return annotate(List[List[float]], task["widths"].tolist())
  return annotate(List[List[float]], [])

# SPDX-License-Identifier: Apache-2.0
"""Processor seconds of pytrec_eval for a run in memory, a line each: run, qrels, repeats."""
import sys
import time

import pytrec_eval

run, qrels = {}, {}
with open(sys.argv[1]) as lines:
    for line in lines:
        query, _, document, _, score, _ = line.split()
        run.setdefault(query, {})[document] = float(score)
with open(sys.argv[2]) as lines:
    for line in lines:
        query, _, document, grade = line.split()
        qrels.setdefault(query, {})[document] = int(grade)
evaluator = pytrec_eval.RelevanceEvaluator(qrels, {
    "map", "recip_rank", "Rprec", "bpref", "P.1,5,10", "recall.1,5,10,20,100,1000", "ndcg",
    "ndcg_cut.1,3,5,10,20,100", "map_cut.10,100", "success.1,5,10"})
evaluator.evaluate(run)
for _ in range(int(sys.argv[3])):
    start = time.process_time()
    evaluator.evaluate(run)
    print(time.process_time() - start, flush=True)

// A report for somebody is one petition however often it is sent, and whatever was changed between two tries.
import { call } from "../api.js";
import { attempt, earlier } from "../sending.js";

const post = ({ key }, said) => call("POST", "/api/desk/petitions", { body: said, headers: { "Idempotency-Key": key } });

// {receipt}, and `first` when an earlier wording had arrived though its answer was lost: that one stands. `keep` puts the tries away.
export async function sentFor(kept, said, keep) {
  try {
    return { receipt: await attempt(kept, said, post, keep), first: false };
  } catch (problem) {
    const receipt = problem.code === "idempotency_mismatch" ? await earlier(kept, post) : null;
    if (receipt) return { receipt, first: true };
    throw problem;
  }
}

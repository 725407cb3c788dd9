"""`make replay`: petitions from a file live whole lives on the running local stage, and a ledger must balance."""

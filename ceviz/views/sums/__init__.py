"""H(p), KL and H(p, q) as sums of terms, in both directions."""

// Logistic functions of a line's features, and how good the probabilities are. Each list of lines counts alike, whatever
// its length. A list: { features: one array of n values each, right: [n] 0 or 1, n }.

/** Fits intercept and weights by Newton's method. */
export function fitLogistic(lists) {
  const size = lists[0].features.length + 1;
  let weights = new Float64Array(size);
  for (let round = 0; round < 20; round++) {
    const gradient = new Float64Array(size);
    const hessian = Array.from({ length: size }, (_, j) =>
      Float64Array.from({ length: size }, (_, m) => (j === m ? 1e-6 : 0)),
    );
    for (const { features, right, n } of lists) {
      for (let i = 0; i < n; i++) {
        const x = [1, ...features.map((feature) => feature[i])];
        const p = sigmoid(x.reduce((sum, value, j) => sum + value * weights[j], 0));
        for (let j = 0; j < size; j++) {
          gradient[j] += ((right[i] - p) * x[j]) / n;
          for (let m = 0; m < size; m++) hessian[j][m] += (p * (1 - p) * x[j] * x[m]) / n;
        }
      }
    }
    const step = solve(hessian, gradient);
    weights = weights.map((value, j) => value + step[j]);
    if (step.every((value) => Math.abs(value) < 1e-6)) break;
  }
  return [...weights];
}

/** [n] probabilities of a list's lines. */
export const probabilities = ([intercept, ...weights], { features, n }) =>
  Float64Array.from({ length: n }, (_, i) =>
    sigmoid(weights.reduce((sum, weight, j) => sum + weight * features[j][i], intercept)),
  );

/**
 * present: lists that hold right lines; taken: lists whose right lines were taken away.
 * ece and eceMass: expected calibration error by ten bins of equal width, and of equal mass. f1: of the cut at one half,
 * mean over lists. falseNone: share of `present` without a line over one half; toldNone: the same of `taken`.
 */
export function figuresOf(weights, present, taken) {
  const lines = [];
  const cuts = present.map((list) => {
    const values = probabilities(weights, list);
    values.forEach((p, i) => {
      lines.push({ p, right: list.right[i], weight: 1 / list.n / present.length });
    });
    const above = [...values.keys()].filter((i) => values[i] >= 0.5);
    const hits = above.filter((i) => list.right[i]).length;
    const all = list.right.reduce((sum, value) => sum + value, 0);
    return { f1: (2 * hits) / (above.length + all), isNone: above.length === 0 };
  });
  lines.sort((a, b) => a.p - b.p);
  let mass = 0;
  const ofMass = lines.map(({ weight }) => {
    const bin = Math.min(9, Math.floor(mass * 10));
    mass += weight;
    return bin;
  });
  return {
    lists: present.length,
    ece: calibrationError(lines, ({ p }) => Math.min(9, Math.floor(p * 10))),
    eceMass: calibrationError(lines, (_, i) => ofMass[i]),
    brier: lines.reduce((sum, { p, right, weight }) => sum + weight * (p - right) ** 2, 0),
    f1: mean(cuts.map(({ f1 }) => f1)),
    falseNone: mean(cuts.map(({ isNone }) => Number(isNone))),
    toldNone: mean(taken.map((list) => Number(probabilities(weights, list).every((p) => p < 0.5)))),
  };
}

function calibrationError(lines, binOf) {
  const bins = new Float64Array(10);
  lines.forEach((line, i) => {
    bins[binOf(line, i)] += line.weight * (line.p - line.right);
  });
  return bins.reduce((sum, difference) => sum + Math.abs(difference), 0);
}

const sigmoid = (z) => 1 / (1 + Math.exp(-z));
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Solves a small symmetric system by elimination. */
function solve(matrix, vector) {
  const rows = matrix.map((row, i) => [...row, vector[i]]);
  rows.forEach((pivot, i) => {
    for (const row of rows) {
      if (row === pivot) continue;
      const share = row[i] / pivot[i];
      row.forEach((_, column) => {
        row[column] -= share * pivot[column];
      });
    }
  });
  return rows.map((row, i) => row.at(-1) / row[i]);
}

// Rows of a benchmark: printed as a table, kept for bench.json.

const meets = { '>=': (value, limit) => value >= limit, '<=': (value, limit) => value <= limit };

/** A report that rows are added to. Goals are shown beside the value; a missed one fails nothing. */
export function openReport(name) {
  const rows = [];
  const notes = [];
  return {
    rows,
    notes,
    /** goal: such as `['>=', 3]`. digits: shown after the point. */
    add(what, value, { unit = '', goal, digits = 2 } = {}) {
      const isMet = goal ? meets[goal[0]](value, goal[1]) : undefined;
      rows.push({ what, value, unit, digits, ...(goal ? { goal: goal.join(' '), isMet } : {}) });
    },
    note: (text) => notes.push(text),
    /** Of long steps, on the error stream so that the tables can be redirected. */
    progress: (text) => process.stderr.write(`  ${name}: ${text}\n`),
    print() {
      const cells = rows.map(({ what, value, unit, digits, goal, isMet }) => [
        what,
        Number.isFinite(value)
          ? value.toLocaleString('en-GB', { maximumFractionDigits: digits })
          : String(value),
        unit,
        goal ?? '',
        isMet === undefined ? '' : isMet ? 'met' : 'MISSED',
      ]);
      const table = [['', 'value', 'unit', 'goal', ''], ...cells];
      const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
      console.log(`\n${name}`);
      for (const row of table) {
        const line = row.map((cell, i) => (i === 1 ? cell.padStart(widths[i]) : cell.padEnd(widths[i])));
        console.log(`  ${line.join('  ')}`.trimEnd());
      }
      for (const text of notes) console.log(`  * ${text}`);
    },
  };
}

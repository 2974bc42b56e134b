// The keyboard on the search page. Everything here is also a link or a button: without script each line is a tab stop,
// and on it its actions. With script the list is one: arrows or j and k go from line to line, → and ← through what can
// be done with it.

const lines = () => [...document.querySelectorAll('.kwic tbody tr[id]')];
const actionsOf = (line) => [...line.querySelectorAll('.actions a')];

function currentLine() {
  return document.activeElement?.closest?.('.kwic tbody tr[id]') ?? null;
}

// one line at a time is a tab stop
function makeCurrent(line) {
  for (const one of lines()) one.tabIndex = one === line ? 0 : -1;
}

function prepareLines() {
  const all = lines();
  if (all.length === 0) return;
  document.getElementById('lines')?.setAttribute('role', 'grid');
  for (const link of document.querySelectorAll('.kwic tr[id] a')) link.tabIndex = -1;
  if (!all.some((line) => line.tabIndex === 0)) makeCurrent(all[0]);
}
prepareLines();

function goTo(line) {
  makeCurrent(line);
  line.focus();
  line.scrollIntoView({ block: 'nearest' });
}

function move(step) {
  const all = lines();
  if (all.length === 0) return;
  const at = all.indexOf(currentLine());
  goTo(at < 0 ? (all.find((line) => line.tabIndex === 0) ?? all[0]) : (all[at + step] ?? all[at]));
}

// the line itself comes before its first action
function moveAcross(step) {
  const line = currentLine();
  const stops = [line, ...actionsOf(line)];
  stops[stops.indexOf(document.activeElement) + step]?.focus();
}

function follow(selector) {
  currentLine()?.querySelector(selector)?.click();
}

// where in the list the keyboard goes on once other lines are there: after a mark at the same place, after further lines
// with the first of them, after a search with the first of all
let place = null;
document.addEventListener('click', ({ target }) => {
  const mark = target.closest?.('.actions .like, .actions .not');
  if (mark) place = lines().indexOf(mark.closest('tr'));
  else if (target.closest?.('.pager [rel="next"][hx-get]')) place = lines().length;
});
document.addEventListener('submit', ({ target }) => {
  if (target.id === 'search') place = 0;
});

document.addEventListener('htmx:after:swap', ({ detail }) => {
  prepareLines();
  if (place === null || !detail.ctx.target.matches('#results, #lines')) return;
  const line = lines()[place] ?? lines().at(-1);
  place = null;
  if (!line) return;
  makeCurrent(line);
  line.focus({ preventScroll: true });
});

document.addEventListener('focusin', (event) => {
  const line = event.target.closest?.('.kwic tbody tr[id]');
  if (line) makeCurrent(line);
});

function goToForm() {
  const field = document.getElementById('word');
  field?.focus();
  field?.select();
}

const inLines = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  ArrowRight: () => moveAcross(1),
  ArrowLeft: () => moveAcross(-1),
  Home: () => goTo(lines()[0]),
  End: () => goTo(lines().at(-1)),
};
const anywhere = {
  '/': goToForm,
  j: () => move(1),
  k: () => move(-1),
  m: () => follow('.actions .like'),
  n: () => follow('.actions .not'),
  d: () => follow('.actions .in-document'),
  s: () => follow('.actions .its-sense'),
  '?': () => document.getElementById('keys')?.showModal(),
};

document.addEventListener('keydown', (event) => {
  const isTyping = event.target.closest('input, select, textarea, [contenteditable]');
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const line = currentLine();
  // Enter belongs to a link or button that has the focus
  const enter = line && event.target === line ? { Enter: () => follow('.actions .context') } : {};
  const action = { ...anywhere, ...(line ? inLines : {}), ...enter }[event.key];
  if (!action || document.getElementById('keys')?.open) return;
  event.preventDefault();
  action();
});

// a context that is open is closed by asking for it again
document.addEventListener(
  'click',
  (event) => {
    const link = event.target.closest?.('.actions .context');
    const below = link?.closest('tr')?.nextElementSibling;
    if (!below?.classList.contains('context-row')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    below.remove();
  },
  true,
);

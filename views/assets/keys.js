// The keyboard on the search page. Everything here is also a link or a button.

const lines = () => [...document.querySelectorAll('.kwic tbody tr[id]')];

function currentLine() {
  return document.activeElement?.closest?.('.kwic tbody tr[id]') ?? null;
}

function move(step) {
  const all = lines();
  if (all.length === 0) return;
  const at = all.indexOf(currentLine());
  const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
  for (const line of all) line.tabIndex = line === next ? 0 : -1;
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}

function follow(selector) {
  currentLine()?.querySelector(selector)?.click();
}

// after a mark the list is another one: the keyboard goes on from the same line, or from the first
let marked = null;
function mark(selector) {
  marked = currentLine()?.id ?? null;
  follow(selector);
}
document.addEventListener('htmx:after:swap', () => {
  if (marked === null) return;
  const line = document.getElementById(marked) ?? lines()[0];
  marked = null;
  if (!line) return;
  line.tabIndex = 0;
  line.focus();
});

document.addEventListener('keydown', (event) => {
  const isTyping = event.target.closest('input, select, textarea, [contenteditable]');
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const dialog = document.getElementById('keys');
  const actions = {
    '/': () => document.querySelector('#word, #box')?.focus(),
    j: () => move(1),
    k: () => move(-1),
    m: () => mark('.actions .like'),
    n: () => mark('.actions .not'),
    d: () => follow('.actions .in-document'),
    '?': () => dialog?.showModal(),
  };
  // Enter belongs to a link or button that has the focus
  if (event.key === 'Enter' && event.target === currentLine())
    actions.Enter = () => follow('.actions .context');
  const action = actions[event.key];
  if (!action || dialog?.open) return;
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

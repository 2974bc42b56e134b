// The keyboard in a document. Everything here is also a link.

// a block of its own: names of the other scripts are not in the way
{
  const words = () => [...document.querySelectorAll('.text .w')];

  // one of many words is a stop of the Tab key: the one that had the focus last
  const moveTo = (word) => {
    if (!word) return;
    for (const other of words()) other.tabIndex = other === word ? 0 : -1;
    word.focus();
    word.scrollIntoView({ block: 'nearest' });
  };

  const step = (by) => {
    const all = words();
    const at = all.indexOf(document.activeElement?.closest?.('.w') ?? document.getElementById('at'));
    moveTo(all[Math.min(all.length - 1, Math.max(0, at + by))]);
  };

  const follow = (selector) => document.querySelector(selector)?.click();

  document.addEventListener('keydown', (event) => {
    const isTyping = event.target.closest('input, select, textarea, [contenteditable]');
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.getElementById('keys')?.open) return;
    const isWord = event.target.closest('.w') !== null;
    const hasWords = document.querySelector('.text .w') !== null;
    const actions = {
      n: () => (hasWords ? step(1) : follow('.steps .next')),
      p: () => (hasWords ? step(-1) : follow('.steps .previous')),
      ...(isWord && { ArrowRight: () => step(1), ArrowLeft: () => step(-1) }),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  // what a word may mean is shown beside the text, which stays where it is
  document.addEventListener('click', async (event) => {
    const word = event.target.closest?.('.text .w');
    if (!word || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const before = document.getElementById('at');
    if (before && before !== word) {
      before.removeAttribute('id');
      before.removeAttribute('aria-current');
    }
    word.id = 'at';
    word.setAttribute('aria-current', 'true');
    moveTo(word);
    history.replaceState(null, '', word.href);
    await window.htmx.ajax('GET', word.getAttribute('href').split('#')[0], {
      target: '#sense-panel',
      swap: 'innerHTML',
    });
    // without a pointer, and on a phone, the panel is elsewhere
    if (event.detail === 0) document.querySelector('#sense-panel [type="radio"]:checked')?.focus();
  });
}
